#include "policy/apply.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr Rule expired{
    .summary = "Allowance past its end",
    .what =
        "An allowance, in a comment or in `boltseal.yaml`, has an end date that lies in the "
        "past. What it allowed is a finding again.",
    .why =
        "An end date is a promise to look again. A promise that nobody keeps is how an exception "
        "for a week becomes the rule.",
    .remedy = "Repair what was allowed and remove the allowance, or decide anew and move the date.",
    .severity = Severity::medium,
};

constexpr Rule invalid{
    .summary = "Allowance that cannot be read",
    .what =
        "A comment begins with `boltseal:` and is no allowance: the rule has another name, the "
        "date is none, or there is no reason. It allows nothing.",
    .why = "Somebody believes that a finding was accepted, and it was not; or the other way round.",
    .remedy = "Write `# boltseal: allow(RULE) until=YYYY-MM-DD because REASON`.",
    .severity = Severity::medium,
};

constexpr Rule unused{
    .summary = "Allowance that nothing needs",
    .what =
        "An allowance, in a comment or in `boltseal.yaml`, covers no finding although its rules "
        "were applied to its files.",
    .why =
        "What it allowed was repaired. Left behind, it would silently allow the same mistake a "
        "second time.",
    .remedy = "Remove the allowance.",
    .severity = Severity::low,
};

constexpr std::array table = {
    NamedRule{"allowance/expired", "allowance", &expired, {}, {}, {}, {}},
    NamedRule{"allowance/invalid", "allowance", &invalid, {}, {}, {}, {}},
    NamedRule{"allowance/unused", "allowance", &unused, {}, {}, {}, {}},
};

ShownFinding notice(const NamedRule& named, Place place, std::string message) {
  ShownFinding finding;
  finding.rule = named.id;
  finding.severity = named.rule->severity;
  finding.place = std::move(place);
  finding.message = std::move(message);
  finding.fact = "allowance";
  return finding;
}

std::string rules_of(const Allowance& allowance) {
  std::string text;
  for (const std::string& rule : allowance.rules) {
    text.append(text.empty() ? "" : ", ").append(rule);
  }
  return text;
}

ShownFinding notice_of(const NamedRule& named, const Allowance& allowance, std::string message) {
  ShownFinding finding = notice(named, allowance.place, std::move(message));
  finding.fact = "allowance[" + rules_of(allowance) + "]";
  return finding;
}

}  // namespace

std::span<const NamedRule> allowance_rules() { return table; }

void set_severities(const Policy& policy, std::vector<ShownFinding>& findings) {
  for (ShownFinding& finding : findings) {
    const auto setting = policy.rules.find(finding.rule);
    if (setting != policy.rules.end() && setting->second.severity) {
      finding.severity = *setting->second.severity;
    }
  }
}

const NamedRule* find_any_rule(std::string_view id) {
  for (const NamedRule& rule : table) {
    if (rule.id == id) return &rule;
  }
  return find_rule(id);
}

ShownFinding invalid_allowance(const Error& error, Place place) {
  ShownFinding finding = notice(table[1], std::move(place), error.message);
  finding.remedy = error.remedy;
  return finding;
}

void apply_allowances(Verdict& verdict, const std::vector<Allowance>& allowances, Date today,
                      const std::vector<const NamedRule*>& applied, bool whole) {
  if (allowances.empty()) return;
  std::vector<std::size_t> uses(allowances.size(), 0);
  std::vector<ShownFinding> left;
  for (ShownFinding& finding : verdict.findings) {
    const Allowance* accepted = nullptr;
    for (std::size_t i = 0; i < allowances.size() && accepted == nullptr; ++i) {
      const Allowance& allowance = allowances[i];
      if (!allowance.covers(finding)) continue;
      ++uses[i];
      if (!allowance.until || *allowance.until >= today) accepted = &allowance;
    }
    if (accepted == nullptr) {
      left.push_back(std::move(finding));
      continue;
    }
    const Allowance& by = *accepted;
    verdict.accepted.push_back({std::move(finding),
                                by.is_inline() ? Accepted::By::comment : Accepted::By::policy,
                                by.reason, by.owner, by.until, by.place});
  }
  for (std::size_t i = 0; i < allowances.size(); ++i) {
    const Allowance& allowance = allowances[i];
    const std::string rules = rules_of(allowance);
    const bool concerns = std::ranges::any_of(applied, [&](const NamedRule* rule) {
      return std::ranges::any_of(allowance.rules, [&](const std::string& pattern) {
        return matches_rule(pattern, rule->id);
      });
    });
    if (!concerns) continue;
    if (allowance.until && *allowance.until < today) {
      left.push_back(notice_of(table[0], allowance,
                               "allowed " + rules + " until " + to_text(*allowance.until) +
                                   "; it covers " + counted(uses[i], "finding") + " today"));
    } else if (uses[i] == 0 && (allowance.is_inline() || whole)) {
      left.push_back(
          notice_of(table[2], allowance, "allows " + rules + ", which nothing here needs"));
    }
  }
  verdict.findings = std::move(left);
}

}  // namespace boltseal
