#include "gate/replay.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/json.h"
#include "gate/judged_text.h"

namespace boltseal {
namespace {

std::vector<std::string> rules_of(const Decision& decision) {
  std::vector<std::string> rules;
  for (const ShownFinding& finding : decision.denied) rules.emplace_back(finding.rule);
  return rules;
}

std::vector<std::string> recorded_rules(const json& record) {
  std::vector<std::string> rules;
  if (!record.contains("denied") || !record["denied"].is_array()) return rules;
  for (const json& finding : record["denied"]) rules.push_back(text_in(finding, "rule"));
  return rules;
}

void keep_each_once(std::vector<std::string>& rules) {
  std::ranges::sort(rules);
  const auto doubled = std::ranges::unique(rules);
  rules.erase(doubled.begin(), doubled.end());
}

}  // namespace

void replay_record(std::string_view line, const GatePolicy& policy, Replay& replay) {
  const json record = parse_json(line);
  if (!record.is_object() || text_in(record, "schema") != "boltseal/decision/1") {
    ++replay.unreadable;
    return;
  }
  const std::string text = text_in(record, "input");
  const std::string digest = text_in(record, "digest");
  // What was refused before there was anything to judge is refused by every policy. A text that
  // was no UTF-8 stands here changed.
  if (text.empty() || sha256_digest(text) != digest) {
    ++(text.empty() && digest.empty() ? replay.same : replay.without_input);
    return;
  }
  ChangedDecision changed{.time = text_in(record, "time"),
                          .door = text_in(record, "door"),
                          .call = text_in(record, "call"),
                          .what = text_in(record, "what")};
  const Decision decision = judge_text(changed.door, text_in(record, "path"), text, policy);
  changed.passes = decision.passes;
  if (decision.passes == (text_in(record, "decision") == "allow")) {
    ++replay.same;
    return;
  }
  changed.rules = decision.passes ? recorded_rules(record) : rules_of(decision);
  keep_each_once(changed.rules);
  replay.changed.push_back(std::move(changed));
}

}  // namespace boltseal
