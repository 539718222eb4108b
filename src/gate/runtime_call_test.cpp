#include "gate/runtime_call.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace boltseal {
namespace {

RuntimeCall call_of(std::initializer_list<std::string> words) {
  return read_runtime_call(std::vector<std::string>(words));
}

TEST(RuntimeCall, IsReadAsContainerdWritesIt) {
  const RuntimeCall call =
      call_of({"--root", "/run/docker/runtime-runc/moby", "--log", "/run/log.json", "--log-format",
               "json", "--systemd-cgroup", "create", "--bundle", "/run/b", "--pid-file",
               "/run/b/init.pid", "4a2f"});
  EXPECT_EQ(call.command, "create");
  EXPECT_EQ(call.id, "4a2f");
  EXPECT_EQ(call.bundle, "/run/b");
  EXPECT_EQ(call.root, "/run/docker/runtime-runc/moby");
  EXPECT_EQ(call.log, "/run/log.json");
  EXPECT_TRUE(call.logs_json);
  EXPECT_EQ(call.globals, 7U);
}

TEST(RuntimeCall, KnowsWordsOfTheContainerFromOptions) {
  const RuntimeCall call =
      call_of({"exec", "--cap=SYS_ADMIN", "-u", "0", "-t", "web", "sh", "--process", "x"});
  EXPECT_EQ(call.id, "web");
  EXPECT_EQ(call.process, "");
  ASSERT_EQ(call.options.size(), 3U);
  EXPECT_EQ(call.options[0], std::pair(std::string("cap"), std::string("SYS_ADMIN")));
  EXPECT_EQ(call.options[1], std::pair(std::string("u"), std::string("0")));
}

// Whatever stands behind an option that nobody knows may be its value.
TEST(RuntimeCall, SaysWhichOptionNobodyKnows) {
  EXPECT_EQ(call_of({"create", "--bundle", "/b", "--no-pivot", "web"}).unknown, "");
  EXPECT_EQ(call_of({"create", "-f", "/evil.json", "web"}).config, "/evil.json");
  EXPECT_EQ(call_of({"exec", "--odd", "web", "-p", "/evil.json", "other"}).unknown, "odd");
  EXPECT_EQ(call_of({"exec", "-dp", "/evil.json", "web"}).unknown, "dp");
  EXPECT_EQ(call_of({"exec", "--proc=/evil.json", "web"}).unknown, "proc");
  EXPECT_EQ(call_of({"--odd", "create", "web"}).unknown, "odd");
  EXPECT_EQ(call_of({"create", "--bundle"}).unknown, "bundle");
}

TEST(RuntimeCall, KnowsWhatAnUpdateIsToldOnTheCommandLine) {
  const RuntimeCall call = call_of({"update", "--memory", "64000000", "--cpu-quota=5000", "web"});
  EXPECT_EQ(call.id, "web");
  EXPECT_EQ(call.options.size(), 2U);
  EXPECT_EQ(call.unknown, "");
}

TEST(RuntimeCall, MayBeNone) {
  EXPECT_EQ(call_of({"--version"}).command, "");
  EXPECT_EQ(call_of({}).command, "");
  EXPECT_EQ(call_of({"create", "--bundle"}).bundle, "");
  EXPECT_EQ(call_of({"create", "--", "-odd"}).id, "-odd");
}

}  // namespace
}  // namespace boltseal
