#include "model/segments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace boltseal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Segments : public testing::Test {
 protected:
  Segments() { project_.platform = Platform::docker; }

  Member& add(std::string name, std::vector<std::string> mentions, bool publishes = false) {
    Member member;
    member.name = "service " + name;
    member.mentions = std::move(mentions);
    member.publishes = publishes;
    member.networks.push_back({Text("default"), {}});
    project_.members.push_back(std::move(member));
    return project_.members.back();
  }
  Segmentation plan() const { return segment(project_, needless_reaches(project_)); }
  static std::vector<std::string> names(const std::vector<const Member*>& members) {
    std::vector<std::string> all;
    for (const Member* member : members) all.emplace_back(short_name(*member));
    return all;
  }

  Project project_;
};

TEST_F(Segments, TheInnerOnesMoveAndTheirUsersJoin) {
  add("web", {"api"}, true);
  add("api", {"db", "cache"});
  add("worker", {"cache"});
  add("db", {});
  add("cache", {});
  const Segmentation found = plan();
  EXPECT_EQ(found.refusal, "");
  ASSERT_EQ(found.segments.size(), 1u);
  EXPECT_EQ(found.segments[0].name, "backend");
  EXPECT_THAT(names(found.segments[0].moved), ElementsAre("db", "cache"));
  EXPECT_THAT(names(found.segments[0].joined), ElementsAre("api", "worker"));
}

TEST_F(Segments, ATakenNameIsNotTakenAgain) {
  add("web", {"api"}, true);
  add("api", {"db"});
  add("db", {});
  Network network;
  network.name = "backend";
  project_.networks.push_back(network);
  EXPECT_EQ(plan().segments.at(0).name, "backnet");
}

TEST_F(Segments, APublishedUserOfOneStoreDoesNotReachTheOther) {
  add("web", {"api"}, true);
  add("console", {"db"}, true);
  add("api", {"db", "cache"});
  add("db", {});
  add("cache", {});
  const Segmentation found = plan();
  ASSERT_EQ(found.segments.size(), 2u);
  EXPECT_THAT(names(found.segments[0].joined), ElementsAre("console", "api"));
  EXPECT_THAT(names(found.segments[1].joined), ElementsAre("api"));
}

TEST_F(Segments, DoubtsCountOnlyWhereAWayIsLost) {
  add("web", {"api"}, true);
  add("api", {"db"}).may_mention_more = "its variable PEER is not known";
  add("db", {});
  EXPECT_EQ(plan().refusal, "");
  project_.members[0].may_mention_more = "its variable PEER is not known";
  EXPECT_THAT(plan().refusal, HasSubstr("whom web talks to cannot be known: its variable PEER"));
}

TEST_F(Segments, WhoStandsAloneMayTalkToAnybody) {
  add("web", {"api"}, true);
  add("api", {"db"});
  add("db", {});
  add("console", {}, true);
  EXPECT_THAT(plan().refusal, HasSubstr("whom console talks to"));
}

TEST_F(Segments, SharedNetworksAreLeftAlone) {
  add("web", {"api"}, true);
  add("api", {"db"});
  add("db", {});
  Network network;
  network.name = "default";
  network.external = true;
  project_.networks.push_back(network);
  EXPECT_THAT(plan().refusal, HasSubstr("other projects"));
  project_.networks.clear();
  add("vpn", {}).network_mode = Text("service:web");
  EXPECT_THAT(plan().refusal, HasSubstr("shares the network of another container"));
}

}  // namespace
}  // namespace boltseal
