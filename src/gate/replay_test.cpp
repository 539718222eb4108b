#include "gate/replay.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "check/check.h"
#include "gate/judged_text.h"
#include "gate/record.h"

namespace boltseal {
namespace {

const std::string spec = R"({"ociVersion":"1.0.2","process":{"user":{"uid":0}},"linux":{}})";

GatePolicy policy_from(std::optional<Severity> deny_from) {
  GatePolicy policy;
  CheckOptions rules;
  rules.policy = &policy.policy;
  policy.rules = rules_of(rules);
  policy.deny_from = deny_from;
  return policy;
}

std::string recorded(GatePolicy policy, bool with_input) {
  policy.policy.gate.record_inputs = with_input;
  const GateRequest request{
      .door = "runtime", .call = "create", .path = "config.json", .text = spec};
  return record_of(request, judge_text("runtime", "config.json", spec, policy), policy);
}

TEST(Replay, SaysWhatAnotherPolicyWouldDecide) {
  const GatePolicy strict = policy_from(Severity::high), lax = policy_from(std::nullopt);
  Replay replay;
  replay_record(recorded(strict, true), strict, replay);
  replay_record(recorded(lax, true), lax, replay);
  EXPECT_EQ(replay.same, 2u);
  ASSERT_TRUE(replay.changed.empty());
  replay_record(recorded(strict, true), lax, replay);
  replay_record(recorded(lax, true), strict, replay);
  ASSERT_EQ(replay.changed.size(), 2u);
  EXPECT_TRUE(replay.changed[0].passes);
  EXPECT_FALSE(replay.changed[1].passes);
  for (const ChangedDecision& changed : replay.changed) {
    EXPECT_NE(std::ranges::find(changed.rules, "user/root"), changed.rules.end());
  }
}

TEST(Replay, CountsWhatItCannotJudge) {
  const GatePolicy policy = policy_from(Severity::high);
  Replay replay;
  replay_record(recorded(policy, false), policy, replay);
  EXPECT_EQ(replay.without_input, 1u);
  for (const char* const line : {"", "{", "[]", "{\"schema\":\"boltseal/decision/2\"}"}) {
    replay_record(line, policy, replay);
  }
  json record = parse_json(recorded(policy, true));
  record["input"] = "{}";
  replay_record(record.dump(), policy, replay);
  EXPECT_EQ(replay.without_input, 2u);
  EXPECT_EQ(replay.unreadable, 4u);
  EXPECT_EQ(replay.same, 0u);
}

TEST(Replay, OfADoorThatNobodyKnowsDoesNotPass) {
  json record = parse_json(recorded(policy_from(std::nullopt), true));
  record["door"] = "window";
  Replay replay;
  replay_record(record.dump(), policy_from(std::nullopt), replay);
  ASSERT_EQ(replay.changed.size(), 1u);
  EXPECT_FALSE(replay.changed[0].passes);
}

}  // namespace
}  // namespace boltseal
