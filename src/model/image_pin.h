#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/change.h"
#include "model/image.h"

namespace boltseal {

/// The change that writes the digest of today behind an image's name, so that nobody can put
/// another one in its place: `element` is the name as written, `value` is left open until a
/// registry was asked. Nothing where part of the name is unknown.
std::optional<Change> pin_of(const Image& image);

/// What was written, without its digest: a name that stays the same when it is pinned.
std::string_view name_without_digest(const ImageReference& reference);

/// Whether a change cannot be written before a registry was asked.
bool asks_registry(const Change& change);

/// What registries answered, by the name as written: "sha256:…", or why there is no answer.
using ImageDigests = std::map<std::string, Result<std::string>, std::less<>>;

}  // namespace boltseal
