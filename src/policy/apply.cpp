#include "policy/apply.h"

#include <algorithm>
#include <array>
#include <iterator>

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

// What it allows, as it is written.
std::string allowed_by(const Allowance& allowance) {
  return join(allowance.rules.empty() ? allowance.vulnerabilities : allowance.rules, ", ");
}

ShownFinding notice_of(const NamedRule& named, const Allowance& allowance, std::string message) {
  ShownFinding finding = notice(named, allowance.place, std::move(message));
  finding.fact = "allowance[" + allowed_by(allowance) + "]";
  return finding;
}

}  // namespace

std::span<const NamedRule> allowance_rules() { return table; }

Severity severity_in(const Policy& policy, std::string_view rule, Severity own) {
  const auto setting = policy.rules.find(rule);
  return setting != policy.rules.end() ? setting->second.severity.value_or(own) : own;
}

void set_severity(const Policy& policy, ShownFinding& finding) {
  finding.severity = severity_in(policy, finding.rule, finding.severity);
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

bool is_about(const Allowance& allowance, std::span<const NamedRule* const> applied) {
  return std::ranges::any_of(applied, [&](const NamedRule* rule) {
    return std::ranges::any_of(allowance.rules, [&](const std::string& pattern) {
      return matches_rule(pattern, rule->id);
    });
  });
}

const Allowance* AllowanceUses::find(const Test& covers) {
  for (std::size_t i = 0; i < allowances_.size(); ++i) {
    const Allowance& allowance = allowances_[i];
    if (!covers(allowance)) continue;
    ++uses_[i];
    if (!allowance.until || *allowance.until >= today_) return &allowance;
  }
  return nullptr;
}

std::vector<ShownFinding> AllowanceUses::notices(const Test& concerns,
                                                 const Test& may_be_unused) const {
  std::vector<ShownFinding> all;
  for (std::size_t i = 0; i < allowances_.size(); ++i) {
    const Allowance& allowance = allowances_[i];
    if (!concerns(allowance)) continue;
    const std::string what = allowed_by(allowance);
    if (allowance.until && *allowance.until < today_) {
      all.push_back(notice_of(table[0], allowance,
                              "allowed " + what + " until " + to_text(*allowance.until) +
                                  "; it covers " + counted(uses_[i], "finding") + " today"));
    } else if (uses_[i] == 0 && may_be_unused(allowance)) {
      all.push_back(
          notice_of(table[2], allowance, "allows " + what + ", which nothing here needs"));
    }
  }
  return all;
}

void apply_allowances(Verdict& verdict, const std::vector<Allowance>& allowances, Date today,
                      const std::vector<const NamedRule*>& applied, bool whole) {
  if (allowances.empty()) return;
  AllowanceUses uses(allowances, today);
  std::vector<ShownFinding> left;
  for (ShownFinding& finding : verdict.findings) {
    const Allowance* const accepted = uses.find([&](const Allowance& allowance) {
      return allowance.images.empty() && allowance.covers(finding);
    });
    if (accepted == nullptr) {
      left.push_back(std::move(finding));
      continue;
    }
    const Allowance& by = *accepted;
    verdict.accepted.push_back({std::move(finding),
                                by.is_inline() ? Accepted::By::comment : Accepted::By::policy,
                                by.reason, by.owner, by.until, by.place});
  }
  std::ranges::move(uses.notices(
                        [&](const Allowance& allowance) {
                          return allowance.images.empty() && is_about(allowance, applied);
                        },
                        [&](const Allowance& allowance) { return allowance.is_inline() || whole; }),
                    std::back_inserter(left));
  verdict.findings = std::move(left);
}

}  // namespace boltseal
