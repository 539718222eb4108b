#include "support/golden.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.h"

namespace boltseal::test {

std::string root() { return std::string(BOLTSEAL_ROOT) + "/"; }

void expect_golden(const std::string& path, const std::string& actual) {
  const std::string whole = root() + path;
  const Result<std::string> expected = DiskFiles().read(whole);
  if (std::getenv("BOLTSEAL_ACCEPT") != nullptr) {
    if (!expected || *expected != actual) {
      std::ofstream(whole, std::ios::binary) << actual;
      std::printf("accepted %s\n", path.c_str());
    }
    return;
  }
  ASSERT_TRUE(expected.has_value())
      << path << " is missing; ./dev accept makes it. It would hold:\n"
      << actual;
  EXPECT_EQ(*expected, actual) << "differs from " << path << "; ./dev accept renews it";
}

std::string shared_material() {
  const char* const named = std::getenv("BOLTSEAL_SHARED");
  const std::string folder = named != nullptr ? named : root() + "../shared";
  if (std::filesystem::is_directory(folder + "/exam")) return folder;
  std::printf("skipped: no shared material\n");
  return {};
}

}  // namespace boltseal::test
