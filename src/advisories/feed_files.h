#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace boltseal {

/// A file found in what was named, unpacked.
struct FoundFile {
  std::string path;
  std::string bytes;
};

/// Hands out every file of a path in a fixed order: of a folder all below it, of an archive what is
/// in it. Archives within archives are not opened. `trouble` hears what could not be read on the
/// way.
/// @return an error when the path itself cannot be read
Result<void> for_each_file(const std::string& path, const std::function<void(FoundFile)>& take,
                           const std::function<void(Error)>& trouble);

}  // namespace boltseal
