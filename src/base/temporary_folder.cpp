#include "base/temporary_folder.h"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace boltseal {

namespace fs = std::filesystem;

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code failed;  // TMPDIR may name what is not there
  const fs::path folder = fs::canonical(fs::temp_directory_path(failed), failed);
  if (failed) return fail("there is no folder for temporary files: " + failed.message());
  std::string name = (folder / "boltseal-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return fail("no temporary folder can be made in " + folder.string() + ": " +
                std::strerror(errno));
  }
  return TemporaryFolder(std::move(name));
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace boltseal
