#include "gate/harden.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "gate/default_seccomp.h"

namespace boltseal {
namespace {

const GateSettings settings;

TEST(Harden, LeavesWhatIsSafer) {
  const json safe = {
      {"process",
       {{"noNewPrivileges", true}, {"capabilities", {{"bounding", {"CAP_NET_BIND_SERVICE"}}}}}},
      {"root", {{"path", "rootfs"}, {"readonly", true}}},
      {"linux", {{"resources", {{"pids", {{"limit", 5}}}, {"memory", {{"limit", 1000}}}}}}}};
  const auto once = harden_spec(safe.dump(), settings);
  ASSERT_TRUE(once);
  EXPECT_EQ(once->changed, (std::vector<std::string>{"linux.seccomp", "linux.maskedPaths",
                                                     "linux.readonlyPaths"}));
  const auto twice = harden_spec(once->text, settings);
  ASSERT_TRUE(twice);
  EXPECT_EQ(twice->changed, std::vector<std::string>());
  EXPECT_EQ(twice->text, once->text);
}

TEST(Harden, TakesWhatTheContainerNeedNotHave) {
  const auto hard = harden_spec(
      R"({"process":{"capabilities":{"bounding":["CAP_SYS_ADMIN","CAP_NET_BIND_SERVICE","x",5],)"
      R"("ambient":["CAP_NET_RAW"],"effective":7}},"linux":{"seccomp":null,"maskedPaths":["/x"],)"
      R"("resources":{"pids":{"limit":-1},"memory":[]}}})",
      settings);
  ASSERT_TRUE(hard);
  const json spec = parse_json(hard->text);
  EXPECT_EQ(spec["process"]["capabilities"]["bounding"], json({"CAP_NET_BIND_SERVICE"}));
  EXPECT_EQ(spec["process"]["capabilities"]["ambient"], json::array());
  EXPECT_EQ(spec["process"]["noNewPrivileges"], true);
  EXPECT_EQ(spec["root"]["readonly"], true);
  EXPECT_EQ(spec["linux"]["maskedPaths"][0], "/x");
  EXPECT_EQ(spec["linux"]["maskedPaths"].size(), 13u);
  EXPECT_EQ(spec["linux"]["resources"]["pids"]["limit"], 512);
  EXPECT_EQ(spec["linux"]["resources"]["memory"]["limit"], 512 << 20);
  EXPECT_EQ(spec["linux"]["seccomp"]["defaultAction"], "SCMP_ACT_ERRNO");
}

TEST(Harden, ReadsNoOtherText) {
  EXPECT_FALSE(harden_spec("", settings));
  EXPECT_FALSE(harden_spec("[]", settings));
  EXPECT_FALSE(harden_process("{\"a\":", settings));
}

TEST(Harden, AllowsTheCallsThatProgramsNeedAndNoOthers) {
  const json profile = parse_json(default_seccomp());
  const json& allowed = profile["syscalls"][0]["names"];
  const auto has = [&](const char* name) {
    return std::ranges::find(allowed, json(name)) != allowed.end();
  };
  for (const char* const name : {"read", "openat2", "execve", "futex", "epoll_pwait2", "statx"}) {
    EXPECT_TRUE(has(name)) << name;
  }
  for (const char* const name : {"mount", "bpf", "unshare", "io_uring_setup", "keyctl", "clone3",
                                 "clone", "personality", "kexec_load", "not_a_call"}) {
    EXPECT_FALSE(has(name)) << name;
  }
}

}  // namespace
}  // namespace boltseal
