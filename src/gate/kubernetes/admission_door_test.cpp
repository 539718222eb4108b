#include "gate/kubernetes/admission_door.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/json.h"
#include "base/temporary_folder.h"
#include "support/golden.h"

namespace boltseal {
namespace {

std::string review(const std::string& name) {
  std::ifstream file(test::root() + "src/gate/kubernetes/fixtures/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Door : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "skipped: a policy has to be root's, and a test is not";
    ASSERT_TRUE(folder_);
    policy("gate: {records: decisions.jsonl}\n");
    std::filesystem::create_directory(path("scans"));
    auto keeper = AdmissionKeeper::make(path("gate.yaml"), path("scans"));
    ASSERT_TRUE(keeper) << keeper.error().message;
    keeper_ = std::move(*keeper);
    door_ = std::make_unique<AdmissionDoor>(*keeper_);
  }

  std::string path(const std::string& name) const { return folder_->path() + "/" + name; }
  void policy(const std::string& text) const { std::ofstream(path("gate.yaml")) << text; }

  net::Reply ask(const std::string& target, const std::string& body,
                 const std::string& type = "application/json",
                 const std::string& method = "POST") const {
    return door_->answer({.method = method,
                          .target = target,
                          .headers = {{"Content-Type", type}},
                          .body = body,
                          .peer = {}});
  }
  net::Reply get(const std::string& target) const { return ask(target, "", "", "GET"); }
  bool allows(const std::string& target, const std::string& body) const {
    return parse_json(ask(target, body).body)["response"]["allowed"] == true;
  }
  std::string records() const {
    std::ifstream file(path("decisions.jsonl"));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const Result<TemporaryFolder> folder_ = TemporaryFolder::make();
  std::unique_ptr<AdmissionKeeper> keeper_;
  std::unique_ptr<AdmissionDoor> door_;
};

TEST_F(Door, AnswersEachPathInItsMode) {
  const std::string body = review("denied.json");
  EXPECT_FALSE(allows("/validate/enforce", body));
  EXPECT_FALSE(allows("/validate/enforce?timeout=5s", body));
  EXPECT_TRUE(allows("/validate/warn", body));
  EXPECT_TRUE(allows("/validate/audit", body));
  EXPECT_TRUE(allows("/mutate", body));
  for (const char* const path : {"/", "/validate", "/validate/", "/validate/enforced",
                                 "/validate/enforce/", "/VALIDATE/enforce", "*", ""}) {
    EXPECT_EQ(ask(path, body).status, 404) << path;
  }
}

TEST_F(Door, TakesOnlyWhatAnApiServerSends) {
  const std::string body = review("allowed.json");
  EXPECT_EQ(ask("/validate/enforce", body, "application/json; charset=utf-8").status, 200);
  for (const char* const type : {"", "text/json", "application/jsonp", "application/x-protobuf"}) {
    EXPECT_EQ(ask("/validate/enforce", body, type).status, 415) << type;
    EXPECT_EQ(ask("/mutate", body, type).status, 415) << type;
  }
  EXPECT_EQ(ask("/validate/enforce", body, "application/json", "PUT").status, 405);
  EXPECT_EQ(get("/validate/enforce").status, 405);
  EXPECT_EQ(ask("/validate/enforce", "{").status, 400);
}

TEST_F(Door, RecordsWhatItDecided) {
  ask("/validate/enforce", review("denied.json"));
  ask("/validate/warn", review("allowed.json"));
  const std::string written = records();
  EXPECT_NE(written.find(R"("door":"kubernetes","call":"CREATE deployments","who":"alice",)"
                         R"("what":"Deployment shop/orders","path":"shop/Deployment/orders")"),
            std::string::npos)
      << written;
  EXPECT_NE(written.find(R"("decision":"deny","mode":"enforce")"), std::string::npos) << written;
  EXPECT_NE(written.find(R"("decision":"allow","mode":"warn")"), std::string::npos) << written;
  const std::string metrics = get("/metrics").body;
  EXPECT_NE(metrics.find(R"(call="CREATE deployments",decision="deny"} 1)"), std::string::npos)
      << metrics;
}

// The API server's failurePolicy decides then; who only looks on stops nobody.
TEST_F(Door, IsClosedWhereNothingCanBeRecorded) {
  std::filesystem::remove(path("decisions.jsonl"));
  std::filesystem::create_directory(path("decisions.jsonl"));
  EXPECT_EQ(ask("/validate/enforce", review("allowed.json")).status, 500);
  EXPECT_EQ(ask("/validate/warn", review("allowed.json")).status, 200);
  EXPECT_NE(get("/metrics").body.find("boltseal_gate_lost_records_total 2"), std::string::npos);
}

TEST_F(Door, GoesOnByWhatHeldBefore) {
  const std::string body = review("allowed.json");
  EXPECT_EQ(get("/readyz").body, "ok\n");
  policy("fail_on: hihg\n");
  EXPECT_FALSE(keeper_->reload());
  EXPECT_FALSE(allows("/validate/enforce", review("denied.json")));
  EXPECT_NE(get("/readyz").body.find("by what held before"), std::string::npos);
  policy("fail_on: never\n");
  EXPECT_TRUE(keeper_->reload());
  EXPECT_TRUE(allows("/validate/enforce", review("denied.json")));
  policy("fail_on: high\n");
  std::ofstream(path("scans/x.json")) << "{}";
  EXPECT_FALSE(keeper_->reload());
  EXPECT_FALSE(allows("/validate/enforce", review("denied.json")));  // the policy counts at once
  std::filesystem::remove(path("scans/x.json"));
  EXPECT_TRUE(keeper_->reload());
  EXPECT_EQ(get("/readyz").body, "ok\n");
  EXPECT_EQ(get("/livez").status, 200);
}

}  // namespace
}  // namespace boltseal
