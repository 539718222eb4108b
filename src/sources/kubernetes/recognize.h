#pragma once

#include <optional>
#include <string_view>

#include "sources/yaml/yaml.h"

namespace boltseal::kubernetes {

/// Files of kustomize: they say which manifests belong together, and hold none.
bool is_kustomization(std::string_view path);

/// Whether a text looks like manifests: a line that begins with `apiVersion:` and one with `kind:`,
/// or both as keys of a JSON object.
bool looks_like_manifests(std::string_view text);

/// The first `{{ … }}` that a template engine has to replace before the text is YAML; for texts
/// that could not be parsed.
std::optional<ByteSpan> find_template(std::string_view text);
/// The same for a text that happens to be YAML: a value such as `{{ .Values.tag }}`.
std::optional<ByteSpan> find_template(const yaml::Tree& tree);

}  // namespace boltseal::kubernetes
