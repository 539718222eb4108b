#include "gate/metrics.h"

#include <algorithm>

#include <fmt/format.h>

namespace boltseal {
namespace {

// A label's value in the text format; what could end it is left out.
std::string label(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c >= ' ' && c != '"' && c != '\\' && c != 0x7f) text += c;
  }
  return text;
}

// Calls of Docker are paths, of which there are few; whoever invents some gets no series of theirs.
constexpr std::size_t most_series = 1000;

std::string_view outcome(const Decision& decision) {
  if (decision.passes) return "allow";
  if (decision.break_glass) return "break_glass";
  return decision.proceeds ? "audit" : "deny";
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

void describe(std::string& text, std::string_view name, std::string_view type,
              std::string_view help) {
  text += fmt::format("# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

}  // namespace

void GateMetrics::count(std::string_view door, std::string_view call, const Decision& decision,
                        std::chrono::nanoseconds took) {
  const auto place = std::ranges::find_if(ends, [&](auto end) { return took <= end; });
  const std::scoped_lock lock(mutex_);
  const std::string_view known = decisions_.size() < most_series ? call : "other";
  ++decisions_[{std::string(door), std::string(known), std::string(outcome(decision))}];
  for (const ShownFinding& finding : decision.denied) {
    const auto found = rules_.find(finding.rule);
    if (found != rules_.end()) {
      ++found->second;
    } else {
      rules_.emplace(finding.rule, 1);
    }
  }
  ++classes_[static_cast<std::size_t>(place - ends.begin())];
  sum_ += took;
}

std::string GateMetrics::text(const GatePolicy& policy, std::string_view failure) const {
  std::string text;
  const std::scoped_lock lock(mutex_);
  describe(text, "boltseal_gate_decisions_total", "counter",
           "Decisions, by door, call and what was done.");
  for (const auto& [key, count] : decisions_) {
    text +=
        fmt::format("boltseal_gate_decisions_total{{door=\"{}\",call=\"{}\",decision=\"{}\"}} {}\n",
                    label(std::get<0>(key)), label(std::get<1>(key)), std::get<2>(key), count);
  }
  describe(text, "boltseal_gate_denied_findings_total", "counter",
           "Findings for which something did not pass, by rule.");
  for (const auto& [rule, count] : rules_) {
    text += fmt::format("boltseal_gate_denied_findings_total{{rule=\"{}\"}} {}\n", rule, count);
  }
  describe(text, "boltseal_gate_answer_seconds", "histogram", "Time from a request to its answer.");
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    below += classes_[i];
    text += fmt::format("boltseal_gate_answer_seconds_bucket{{le=\"{}\"}} {}\n", seconds(ends[i]),
                        below);
  }
  below += classes_.back();
  text += fmt::format(
      "boltseal_gate_answer_seconds_bucket{{le=\"+Inf\"}} {0}\n"
      "boltseal_gate_answer_seconds_sum {1}\nboltseal_gate_answer_seconds_count {0}\n",
      below, seconds(sum_));
  describe(text, "boltseal_gate_lost_records_total", "counter",
           "Records that could not be written.");
  text += fmt::format("boltseal_gate_lost_records_total {}\n", lost_records_.load());
  describe(text, "boltseal_gate_policy_info", "gauge", "The policy that holds.");
  text += fmt::format("boltseal_gate_policy_info{{revision=\"{}\",mode=\"{}\"}} 1\n",
                      policy.policy.digest, name_of(policy.mode));
  describe(text, "boltseal_gate_policy_failed", "gauge",
           "Whether the policy's file was changed to what cannot be used.");
  text += fmt::format("boltseal_gate_policy_failed {}\n", failure.empty() ? 0 : 1);
  describe(text, "boltseal_gate_break_glass", "gauge", "Whether nothing is refused for now.");
  text += fmt::format("boltseal_gate_break_glass {}\n", policy.is_broken() ? 1 : 0);
  return text;
}

}  // namespace boltseal
