#include "gate/policy_keeper.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/temporary_folder.h"

namespace boltseal {
namespace {

class KeptPolicy : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "skipped: a policy has to be root's, and a test is not";
    ASSERT_TRUE(folder_);
    write("fail_on: high\n");
  }
  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }

  const Result<TemporaryFolder> folder_ = TemporaryFolder::make();
  const std::string path_ = folder_->path() + "/gate.yaml";
};

TEST_F(KeptPolicy, IsExchangedWhileTheOldOneIsInUse) {
  const auto keeper = PolicyKeeper::make(path_);
  ASSERT_TRUE(keeper);
  const auto before = (*keeper)->policy();
  write("fail_on: low\ngate: {mode: audit}\n");
  ASSERT_TRUE((*keeper)->reload());
  EXPECT_EQ(before->deny_from, Severity::high);
  EXPECT_EQ((*keeper)->policy()->deny_from, Severity::low);
  EXPECT_EQ((*keeper)->policy()->mode, GateMode::audit);
  EXPECT_NE((*keeper)->policy()->policy.digest, before->policy.digest);
}

TEST_F(KeptPolicy, StaysWhenTheNewOneCannotBeUsed) {
  const auto keeper = PolicyKeeper::make(path_);
  ASSERT_TRUE(keeper);
  write("fail_on: hihg\n");
  EXPECT_FALSE((*keeper)->reload());
  EXPECT_EQ((*keeper)->policy()->deny_from, Severity::high);
  EXPECT_NE((*keeper)->failure().find("hihg"), std::string::npos);
  write("fail_on: critical\n");
  EXPECT_TRUE((*keeper)->reload());
  EXPECT_EQ((*keeper)->failure(), "");
}

TEST_F(KeptPolicy, IsReadAgainByItself) {
  const auto keeper = PolicyKeeper::make(path_);
  ASSERT_TRUE(keeper);
  static_cast<void>((*keeper)->policy());
  write("fail_on: critical\n");
  for (int tries = 0; tries < 100; ++tries) {
    if ((*keeper)->policy()->deny_from == Severity::critical) return;
    ::usleep(100'000);
  }
  FAIL() << "the old policy holds";
}

TEST_F(KeptPolicy, IsBrokenWhileSomebodySaysSo) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Error why{"cannot be read", "config.json", {}, {}};
  EXPECT_FALSE(refuse(why, *read_gate_policy(path_)).proceeds);
  ASSERT_TRUE(keep_break_glass(path_, {"no database", "alice", now + std::chrono::hours(2)}));
  const Decision decision = refuse(why, *read_gate_policy(path_));
  EXPECT_FALSE(decision.passes);
  EXPECT_TRUE(decision.proceeds);
  ASSERT_TRUE(decision.break_glass);
  EXPECT_EQ(decision.break_glass->owner, "alice");

  ASSERT_TRUE(keep_break_glass(path_, {"no database", "alice", now - std::chrono::seconds(1)}));
  EXPECT_FALSE(refuse(why, *read_gate_policy(path_)).proceeds);
  ASSERT_TRUE(keep_break_glass(path_, {"for good", "alice", now + std::chrono::hours(25)}));
  EXPECT_FALSE(read_gate_policy(path_));
  ASSERT_TRUE(keep_break_glass(path_, {"", "alice", now + std::chrono::hours(1)}));
  EXPECT_FALSE(read_gate_policy(path_));
  EXPECT_TRUE(end_break_glass(path_));
  EXPECT_TRUE(end_break_glass(path_));
  EXPECT_FALSE(refuse(why, *read_gate_policy(path_)).proceeds);
}

}  // namespace
}  // namespace boltseal
