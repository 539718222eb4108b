#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace boltseal::compose {

/// What a file's name says of its part in a project.
struct FileRole {
  enum class Kind : std::uint8_t {
    none,           ///< Not the name of a Compose file.
    base,           ///< compose.yaml, docker-compose.yml …
    override_file,  ///< compose.override.yaml …: belongs to the base beside it.
    variant,        ///< docker-compose.prod.yml, prod.compose.yaml …: alone, or laid over the base.
  };
  Kind kind = Kind::none;
};
FileRole role_of(std::string_view path);

/// The base file beside a path, by the names that Compose looks for, in its order; empty when there
/// is none.
std::string base_beside(std::string_view path, const Files& files);
/// The override file beside a base; empty when there is none.
std::string override_beside(std::string_view path, const Files& files);

/// Whether a text looks like a Compose file: a top-level mapping `services` whose members have an
/// image or a build. A quick look at lines, no parse.
bool looks_like_compose(std::string_view text);

}  // namespace boltseal::compose
