#include "engines/lxc/lxc.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "support/folder.h"

namespace boltseal {
namespace {

std::string look(const std::string& path) {
  std::string said;
  const LiveEngine engine =
      look_at_lxc({"lxc", "", path, false, ""}, std::chrono::milliseconds(100));
  for (const LiveContainer& each : engine.containers) {
    said += each.name + " " + each.id + " " + std::to_string(each.pid) + ": " + each.text;
  }
  for (const Error& error : engine.errors) said += "! " + error.message + "\n";
  return said;
}

TEST(Lxc, ReadsEachContainer) {
  const test::TemporaryFolder folder;
  for (const char* const name : {"web", "api", "nothing"}) {
    std::filesystem::create_directory(folder.path() + name);
  }
  std::ofstream(folder.path() + "web/config") << "lxc.uts.name = web\n";
  std::ofstream(folder.path() + "api/config") << "lxc.uts.name = api\n";
  EXPECT_EQ(
      look(folder.path()),
      "api lxc.payload.api 0: lxc.uts.name = api\nweb lxc.payload.web 0: lxc.uts.name = web\n");
}

TEST(Lxc, IsNotThere) {
  EXPECT_EQ(look("/nowhere"), "! cannot be read: No such file or directory\n");
}

TEST(Lxc, KnowsTheContainerOfAProcess) {
  EXPECT_EQ(lxc_container_of("4:memory:/lxc.payload.web\n0::/init.scope\n"), "web");
  EXPECT_EQ(lxc_container_of("0::/a/lxc.payload.web/system.slice/x.service\n"), "web");
  EXPECT_EQ(lxc_container_of("0::/lxc.monitor.web\n"), "");
  EXPECT_EQ(lxc_container_of(""), "");
}

}  // namespace
}  // namespace boltseal
