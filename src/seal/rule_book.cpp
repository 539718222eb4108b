#include "seal/rule_book.h"

#include <algorithm>

#include "base/text.h"
#include "model/advisory.h"
#include "policy/apply.h"
#include "rules/profile.h"

namespace boltseal {
namespace {

constexpr std::size_t most_named = 3;

bool counts(Severity severity, std::string_view fail_on) {
  const auto from = severity_named(fail_on);
  return from && severity >= *from;
}

// Ratings are the severities of vulnerabilities; what nobody has rated counts as medium.
Severity severity_of_rating(std::string_view rating) {
  if (rating == name_of(Rating::unknown)) return Severity::medium;
  return severity_named(rating).value_or(Severity::info);
}

void compare_rules(const Demands& demands, const SealPredicate& seal,
                   std::vector<std::string>& reasons) {
  std::vector<std::string> missing;
  // Both are in order, so that none has to be looked up.
  auto then = seal.book.rules.begin();
  for (const auto& [rule, severity] : demands.book.rules) {
    while (then != seal.book.rules.end() && then->first < rule) ++then;
    if (!counts(severity, demands.book.fail_on)) continue;
    if (then == seal.book.rules.end() || then->first != rule) {
      missing.push_back(rule);
      continue;
    }
    const auto found = seal.tolerated.find(rule);
    if (found == seal.tolerated.end() || found->second == 0) continue;
    reasons.push_back(rule + " (" + std::string(name_of(severity)) + ") counts, and was found " +
                      (found->second == 1 ? "once" : std::to_string(found->second) + " times"));
  }
  if (missing.empty()) return;
  const std::size_t named = std::min(missing.size(), most_named);
  std::string text;
  for (std::size_t i = 0; i < named; ++i) {
    text += (i == 0 ? "" : i + 1 == missing.size() ? " and " : ", ") + missing[i];
  }
  if (missing.size() > named) text += " and " + counted(missing.size() - named, "more rule");
  reasons.push_back(text + (missing.size() == 1 ? " is" : " are") +
                    " applied, and not when it was sealed (profile " + seal.book.profile +
                    " of boltseal " + seal.version + ")");
}

void compare_vulnerabilities(const Demands& demands, const SealPredicate& seal,
                             std::vector<std::string>& reasons) {
  for (const auto& [rating, count] : seal.tolerated_vulnerabilities) {
    if (count == 0 || !counts(severity_of_rating(rating), demands.book.fail_on)) continue;
    reasons.push_back(std::to_string(count) + " " + rating + " " +
                      (count == 1 ? "vulnerability counts" : "vulnerabilities count") +
                      ", and did not when it was sealed (fail_on: " + seal.book.fail_on + ")");
  }
}

void compare_registries(const Demands& demands, const SealPredicate& seal,
                        std::vector<std::string>& reasons) {
  const auto& now = demands.book.trusted_registries;
  const auto& then = seal.book.trusted_registries;
  if (now.empty()) return;
  const auto applied = demands.book.rules.find("supply/unlisted-registry");
  if (applied == demands.book.rules.end() || !counts(applied->second, demands.book.fail_on)) return;
  if (then.empty()) return reasons.push_back("only some registries are trusted, then all were");
  for (const std::string& registry : then) {
    const bool is_kept = std::ranges::any_of(now, [&](const std::string& trusted) {
      return registry == trusted || registry.starts_with(trusted + "/");
    });
    if (!is_kept) reasons.push_back("the registry " + registry + " is no longer trusted");
  }
}

// Whether a policy allows what another one allowed then.
bool is_allowed(const Allowance& allowance, const UsedAllowance& used, const Demands& demands) {
  if (allowance.until && *allowance.until < demands.today) return false;
  if (!demands.image.empty()) {
    const std::string_view images[] = {demands.image};
    if (!allowance.admits_image(images)) return false;
  }
  if (used.rule.empty()) {
    const std::vector<std::string_view> ids(used.vulnerability.begin(), used.vulnerability.end());
    const std::vector<std::string_view> names(used.package.begin(), used.package.end());
    return allowance.covers(ids, names);
  }
  ShownFinding finding;
  finding.rule = used.rule;
  finding.place.path = demands.folder.empty() ? used.path : resolve(demands.folder, used.path);
  finding.subjects = used.subjects;
  return allowance.covers(finding);
}

void compare_allowances(const Demands& demands, const SealPredicate& seal,
                        std::vector<std::string>& reasons) {
  for (const UsedAllowance& used : seal.allowances) {
    const std::string what = used.rule.empty()
                                 ? (used.vulnerability.empty() ? "" : used.vulnerability.back())
                                 : used.rule;
    if (used.in_comment) {
      if (!demands.book.honours_comments) {
        reasons.push_back(what + " was allowed by a comment in the file, which does not count");
      } else if (used.until && *used.until < demands.today) {
        reasons.push_back(what + " was allowed until " + to_text(*used.until));
      }
      continue;
    }
    const bool is_kept =
        demands.policy != nullptr &&
        std::ranges::any_of(demands.policy->allowances, [&](const Allowance& allowance) {
          return is_allowed(allowance, used, demands);
        });
    if (is_kept) continue;
    const bool has_ended = used.until && *used.until < demands.today;
    reasons.push_back(has_ended ? what + " was allowed until " + to_text(*used.until)
                                : what + " was allowed, and is no longer");
  }
}

}  // namespace

RuleBook rule_book_of(const Policy& policy, AskedProfile profile, std::string_view fail_on,
                      const std::vector<const NamedRule*>& rules, bool honours_comments) {
  RuleBook book;
  book.policy = policy.digest;
  book.profile = name_of(profile);
  book.fail_on = fail_on;
  for (const NamedRule* rule : rules) {
    ShownFinding finding;
    finding.rule = rule->id;
    finding.severity = rule->rule->severity;
    set_severity(policy, finding);
    book.rules.emplace(rule->id, finding.severity);
  }
  book.trusted_registries = policy.trusted_registries;
  book.honours_comments = honours_comments;
  return book;
}

std::vector<std::string> stricter_than_sealed(const Demands& demands, const SealPredicate& seal) {
  std::vector<std::string> reasons;
  if (demands.book.profile.starts_with("pss-") && demands.book.profile != seal.book.profile) {
    reasons.push_back("it is judged by " + demands.book.profile + ", and was by " +
                      seal.book.profile);
  }
  compare_rules(demands, seal, reasons);
  compare_vulnerabilities(demands, seal, reasons);
  compare_registries(demands, seal, reasons);
  compare_allowances(demands, seal, reasons);
  if (seal.gaps > 0 && !demands.allows_gaps) {
    reasons.push_back(counted(seal.gaps, "thing") +
                      " could not be examined when it was sealed; --allow-gaps accepts that");
  }
  return reasons;
}

}  // namespace boltseal
