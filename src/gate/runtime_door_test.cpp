#include "gate/runtime_door.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>

#include "base/temporary_folder.h"

namespace boltseal {
namespace {

class RuntimeDoor : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "skipped: a policy has to be root's, and a test is not";
    ASSERT_TRUE(folder_);
    policy_ = path("gate.yaml");
    records_ = path("decisions.jsonl");
    write("gate.yaml", "fail_on: high\ngate: {records: decisions.jsonl}\n");
  }

  std::string path(const std::string& name) const { return folder_->path() + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::binary) << text;
  }
  std::string refusal(std::initializer_list<std::string> words) const {
    return answer_runtime_call(std::vector<std::string>(words), policy_).refusal;
  }
  std::string records() const {
    std::ifstream file(records_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  // What a container of an ordinary user is, with `more` in its process.
  void bundle(const std::string& more) const {
    write("bundle/config.json",
          R"({"ociVersion":"1.0.2","process":{"user":{"uid":10001,"gid":10001},"args":["x"],)" +
              more +
              R"("cwd":"/"},"root":{"path":"rootfs","readonly":true},"linux":{"seccomp":)"
              R"({"defaultAction":"SCMP_ACT_ERRNO"},"maskedPaths":["/proc/kcore"],)"
              R"("readonlyPaths":["/proc/sys"],"namespaces":[{"type":"pid"},)"
              R"({"type":"ipc"},{"type":"uts"},{"type":"mount"},{"type":"network"}]}})");
  }

  const Result<TemporaryFolder> folder_ = TemporaryFolder::make();
  std::string policy_, records_;
};

TEST_F(RuntimeDoor, LetsThroughWhatThePolicyLetsThrough) {
  bundle("");
  EXPECT_EQ(refusal({"create", "--bundle", path("bundle"), "web"}), "");
  EXPECT_NE(records().find(R"("what":"container web")"), std::string::npos);
  EXPECT_NE(records().find(R"("decision":"allow")"), std::string::npos);
}

TEST_F(RuntimeDoor, RefusesAndSaysWhy) {
  bundle(R"("capabilities":{"bounding":["CAP_SYS_ADMIN"],"effective":["CAP_SYS_ADMIN"]},)");
  EXPECT_NE(refusal({"run", "-b", path("bundle"), "web"}).find("privilege/dangerous-capability"),
            std::string::npos);
  EXPECT_NE(records().find(R"("decision":"deny")"), std::string::npos);
}

TEST_F(RuntimeDoor, OnlyRecordsInAudit) {
  write("gate.yaml", "fail_on: high\ngate: {mode: audit, records: decisions.jsonl}\n");
  bundle(R"("capabilities":{"bounding":["CAP_SYS_ADMIN"],"effective":["CAP_SYS_ADMIN"]},)");
  EXPECT_EQ(refusal({"run", "-b", path("bundle"), "web"}), "");
  EXPECT_NE(records().find(R"("decision":"deny","mode":"audit")"), std::string::npos);
}

// What is not there, is no configuration or no JSON, and what nobody can read.
TEST_F(RuntimeDoor, IsClosedForWhatItCannotJudge) {
  EXPECT_NE(refusal({"create", "--bundle", path("none"), "web"}), "");
  for (const char* const text : {"", "{}", "[1]", "{\"ociVersion\":\"1.0\",\"process\":1}", "\xff",
                                 "{\"ociVersion\":\"1.0\",\"process\":{}} {}"}) {
    write("bundle/config.json", text);
    EXPECT_NE(refusal({"create", "--bundle", path("bundle"), "web"}), "") << text;
  }
  EXPECT_NE(refusal({"exec", "nobody", "sh"}), "") << "no such container";
}

TEST_F(RuntimeDoor, JudgesTheFileThatIsStarted) {
  bundle(R"("capabilities":{"bounding":["CAP_SYS_ADMIN"],"effective":["CAP_SYS_ADMIN"]},)");
  std::filesystem::rename(path("bundle/config.json"), path("bundle/other.json"));
  bundle("");
  EXPECT_EQ(refusal({"create", "--bundle", path("bundle"), "web"}), "");
  const std::string other = path("bundle/other.json");
  EXPECT_NE(refusal({"create", "--bundle", path("bundle"), "--config", other, "web"}), "");
}

TEST_F(RuntimeDoor, IsClosedForCommandsThatNobodyKnows) {
  EXPECT_NE(refusal({"--odd", "value", "create", "web"}), "");
  EXPECT_NE(refusal({"frobnicate", "web"}), "");
  EXPECT_NE(records().find(R"("call":"frobnicate")"), std::string::npos);
  bundle("");
  EXPECT_NE(refusal({"create", "--odd", "--bundle", path("bundle"), "web"}), "");
  EXPECT_EQ(refusal({"kill", "web"}), "");
  EXPECT_EQ(refusal({"--version"}), "");
}

TEST_F(RuntimeDoor, IsClosedWithoutAPolicyThatCanBeUsed) {
  bundle("");
  write("gate.yaml", "mode: [\n");
  EXPECT_NE(refusal({"create", "--bundle", path("bundle"), "web"}), "");
  write("gate.yaml", "fail_on: high\n");
  ASSERT_EQ(::chmod(policy_.c_str(), 0666), 0);
  EXPECT_NE(refusal({"create", "--bundle", path("bundle"), "web"}).find("root's alone"),
            std::string::npos);
  ASSERT_EQ(::chmod(policy_.c_str(), 0644), 0);
  ASSERT_EQ(::chmod(folder_->path().c_str(), 0777), 0);
  EXPECT_NE(refusal({"create", "--bundle", path("bundle"), "web"}).find("root's alone"),
            std::string::npos)
      << "its folder";
  EXPECT_EQ(refusal({"state", "web"}), "") << "an engine can still end what runs";
}

TEST_F(RuntimeDoor, TellsTheEngineInItsOwnForm) {
  RuntimeAnswer answer;
  answer.refusal = "user/root: \"root\"";
  answer.logs_json = true;
  EXPECT_TRUE(runtime_log_line(answer).starts_with(
      R"({"level":"error","msg":"boltseal: user/root: \"root\"","time":")"));
}

TEST_F(RuntimeDoor, WritesNoRecordsToTheContainersOutput) {
  bundle("");
  write("gate.yaml", "gate: {records: stdout}\n");
  EXPECT_NE(refusal({"create", "--bundle", path("bundle"), "web"}).find("standard output"),
            std::string::npos);
}

TEST_F(RuntimeDoor, MakesSaferWhatItStarts) {
  bundle("");
  write("gate.yaml", "gate: {mode: harden, records: decisions.jsonl}\n");
  EXPECT_EQ(refusal({"create", "--bundle", path("bundle"), "web"}), "");
  EXPECT_NE(records().find(R"("hardened":["process.noNewPrivileges")"), std::string::npos);
  std::ifstream made(path("bundle/config.json"), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(made), {}};
  EXPECT_NE(text.find(R"("noNewPrivileges":true)"), std::string::npos);
  // What is judged is what is written, and nothing is written that is refused.
  write("other/config.json", R"({"ociVersion":"1","process":{"user":{"uid":0}},"linux":{}})");
  EXPECT_NE(refusal({"create", "--bundle", path("other"), "web"}).find("user/root"),
            std::string::npos);
  std::ifstream kept(path("other/config.json"), std::ios::binary);
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>(kept), {}}),
            R"({"ociVersion":"1","process":{"user":{"uid":0}},"linux":{}})");
}

}  // namespace
}  // namespace boltseal
