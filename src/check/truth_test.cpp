#include "check/truth.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/folder.h"

namespace boltseal {
namespace {

TEST(Truth, KnowsWorkloadsByPartsOfTheirNames) {
  EXPECT_TRUE(is_named("service web", "service web"));
  EXPECT_TRUE(is_named("service web", "web"));
  EXPECT_FALSE(is_named("service web", "service"));
  EXPECT_FALSE(is_named("service web", "we"));
  EXPECT_FALSE(is_named("service web", ""));
  EXPECT_TRUE(is_named("Deployment/api container main", "Deployment/api"));
  EXPECT_TRUE(is_named("Deployment/api container main", "api"));
  EXPECT_TRUE(is_named("Deployment/api container main", "main"));
  EXPECT_TRUE(is_named("Deployment/api container main", "container main"));
  EXPECT_FALSE(is_named("Deployment/api container main", "container"));
  EXPECT_TRUE(is_named("docker run registry.example/web:1", "registry.example/web:1"));
}

class TruthOf : public testing::Test {
 protected:
  Explanation explain(const std::string& name) {
    CheckOptions options;
    options.paths = {folder.path()};
    return explain_workload(name, options, DiskFiles());
  }
  static const TruthFact* find(const WorkloadTruth& truth, Fact fact) {
    const auto found = std::ranges::find(truth.facts, fact, &TruthFact::fact);
    return found == truth.facts.end() ? nullptr : &*found;
  }

  test::TemporaryFolder folder;
};

TEST_F(TruthOf, AServiceHasValuesWithTheirPlacesAndWhatTheyReplace) {
  folder.put("compose.yaml",
             "services:\n  web:\n    build: .\n    user: '7'\n    entrypoint: [/start]\n");
  folder.put("Dockerfile", "FROM debian:12\nUSER app\nENV A=1 B=2\nCMD [\"serve\"]\n");
  const Explanation all = explain("web");
  ASSERT_EQ(all.workloads.size(), 1u);
  const WorkloadTruth& web = all.workloads[0];
  const TruthFact* const user = find(web, Fact::user);
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(user->values.at(0).text, "7");
  EXPECT_EQ(user->values.at(0).from.at(0).begin.line, 4u);
  ASSERT_EQ(user->replaced.size(), 2u);
  EXPECT_EQ(user->replaced[0].text, "app");
  EXPECT_EQ(user->replaced[1].text, "root");
  const TruthFact* const command = find(web, Fact::command);
  ASSERT_NE(command, nullptr);
  EXPECT_EQ(command->state, TruthFact::State::ignored) << "another entrypoint takes it away";
  EXPECT_EQ(find(web, Fact::environment)->values.size(), 2u);
  EXPECT_EQ(web.practices.size(), 13u);
}

TEST_F(TruthOf, AnUnknownImageLeavesQuestionsOpen) {
  folder.put("compose.yaml", "services:\n  web:\n    image: registry.example/web:1\n");
  const Explanation all = explain("service web");
  ASSERT_EQ(all.workloads.size(), 1u);
  const TruthFact* const user = find(all.workloads[0], Fact::user);
  ASSERT_NE(user, nullptr);
  EXPECT_EQ(user->state, TruthFact::State::unknown);
  EXPECT_FALSE(user->why.empty());
  EXPECT_EQ(verdict_of(all.workloads[0].practices.at(0)), "unknown");
}

TEST_F(TruthOf, OnlyItsOwnFindingsCount) {
  folder.put("a/compose.yaml", "services:\n  web:\n    image: nginx:1.27\n");
  folder.put("b/compose.yaml", "services:\n  web:\n    image: nginx:1.27\n    mem_limit: 1g\n");
  const Explanation all = explain("web");
  ASSERT_EQ(all.workloads.size(), 2u);
  EXPECT_EQ(verdict_of(all.workloads[0].practices.at(2)), "findings");
  EXPECT_EQ(verdict_of(all.workloads[1].practices.at(2)), "ok");
}

TEST_F(TruthOf, WhoIsNotThereIsAnsweredWithWhoIs) {
  folder.put("compose.yaml", "services:\n  web:\n    image: nginx:1.27\n");
  const Explanation all = explain("api");
  EXPECT_TRUE(all.workloads.empty());
  EXPECT_EQ(all.names, std::vector<std::string>{"service web"});
}

}  // namespace
}  // namespace boltseal
