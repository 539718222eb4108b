#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// The files of a root file system as its own programs see them: symbolic links are followed inside
/// the root. Paths have no slash at their begin: "etc/os-release".
class RootFiles {
 public:
  virtual ~RootFiles() = default;
  /// The bytes of a regular file, valid as long as this object; nothing when there is none; an
  /// error when it is there and could not be read.
  virtual Result<std::optional<std::string_view>> read(std::string_view path) const = 0;
  /// The names in a folder, sorted; empty when there is no such folder.
  virtual std::vector<std::string> list(std::string_view folder) const = 0;
};

}  // namespace boltseal
