// Images of real engines, which the scripts save_*.sh start.

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "base/process.h"
#include "images/engine_image.h"
#include "support/folder.h"

namespace boltseal {
namespace {

TEST(SavedImage, IsWhatTheEngineHas) {
  const char* const name = std::getenv("BOLTSEAL_ENGINE_IMAGE");
  if (name == nullptr) GTEST_SKIP() << "skipped: tests/engines/save_*.sh run this";
  const test::TemporaryFolder folder;
  const std::string file = folder.path() + "image.tar";
  std::uint64_t bytes = 0;
  EngineAccess access;
  access.progress = [&](std::uint64_t done) { bytes = done; };
  const Result<std::string> saved = save_engine_image(name, file, access);
  ASSERT_TRUE(saved) << saved.error().message;
  std::cout << "by " << *saved << "\n";
  const std::vector<std::string> show = {"tar", "-xOf", file, "manifest.json"};
  const Result<std::string> manifest = run_process(show);
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_NE(manifest->find("busybox:1.36"), std::string::npos) << *manifest;
  EXPECT_EQ(bytes > 100000, saved->find(" at ") != std::string::npos);

  const Result<std::string> missing = save_engine_image("no-such-image:7", file + "2", access);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().message.find(saved->find(" at ") == std::string::npos
                                             ? "the program podman says: "
                                             : " has no image of that name"),
            std::string::npos)
      << missing.error().message;
}

}  // namespace
}  // namespace boltseal
