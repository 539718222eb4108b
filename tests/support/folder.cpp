#include "support/folder.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace boltseal::test {

TemporaryFolder::TemporaryFolder() {
  path_ = std::filesystem::temp_directory_path().string() + "/boltseal-XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) std::abort();
  path_ += '/';
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::put(const std::string& name, std::string_view text) const {
  const std::filesystem::path path = path_ + name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

}  // namespace boltseal::test
