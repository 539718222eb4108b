#pragma once

#include <optional>

#include "sources/commands/image_build.h"
#include "sources/reader.h"
#include "sources/yaml/yaml.h"

namespace boltseal::github_actions {

/// Text in which `${{ … }}` is unknown: GitHub fills it in before anything else reads it.
Text filled_in(std::string_view written);

/// Where a job's steps start: the folder above `.github`. That of an action of its own is not sure.
std::optional<commands::Folder> workspace_of(const Document& document);

/// The images that the steps of a job build with docker/build-push-action, with the names that
/// docker/metadata-action makes for them (their READMEs, "inputs").
void read_build_steps(const Document& document, const yaml::Node& steps, Reader& reader);

}  // namespace boltseal::github_actions
