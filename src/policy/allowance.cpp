#include "policy/allowance.h"

#include <algorithm>

#include "base/edit_distance.h"
#include "base/glob.h"
#include "base/text.h"
#include "rules/practice.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// No pattern: everything.
bool matches_any(const std::vector<std::string>& patterns,
                 std::span<const std::string_view> names) {
  return patterns.empty() || std::ranges::any_of(patterns, [&](const std::string& pattern) {
           return std::ranges::any_of(
               names, [&](std::string_view name) { return matches_glob(pattern, name); });
         });
}

}  // namespace

bool matches_rule(std::string_view pattern, std::string_view rule) {
  if (!pattern.ends_with("/*")) return pattern == rule;
  return rule.starts_with(pattern.substr(0, pattern.size() - 1));
}

std::string refuse_rule_pattern(std::string_view pattern) {
  std::vector<std::string_view> names;
  if (pattern.ends_with("/*")) {
    const std::string_view group = pattern.substr(0, pattern.size() - 2);
    for (const Practice& practice : all_practices()) {
      if (practice.group == group) return {};
      names.push_back(practice.group);
    }
    return "there is no practice \"" + sanitize(group) + "\"" + suggestion(group, names, {}, "/*");
  }
  if (find_rule(pattern) != nullptr) return {};
  for (const NamedRule& rule : all_rules()) names.push_back(rule.id);
  return "there is no rule \"" + sanitize(pattern) + "\"" + suggestion(pattern, names);
}

bool Allowance::covers(const ShownFinding& finding) const {
  if (!std::ranges::any_of(
          rules, [&](const std::string& rule) { return matches_rule(rule, finding.rule); })) {
    return false;
  }
  if (is_inline() && (finding.place.path != place.path || finding.place.begin.line < first_line ||
                      finding.place.begin.line > last_line)) {
    return false;
  }
  const std::string_view path[] = {finding.place.path};
  if (!matches_any(paths, path)) return false;
  return std::ranges::all_of(finding.subjects, [&](const std::string& subject) {
    const std::string_view name[] = {subject};
    return matches_any(subjects, name);
  });
}

bool Allowance::covers(std::span<const std::string_view> ids,
                       std::span<const std::string_view> names) const {
  const auto is_named = [&](const std::string& one) {
    return std::ranges::any_of(ids,
                               [&](std::string_view id) { return to_lower(id) == to_lower(one); });
  };
  return std::ranges::any_of(vulnerabilities, is_named) && matches_any(packages, names);
}

bool Allowance::admits_image(std::span<const std::string_view> names) const {
  return matches_any(images, names);
}

}  // namespace boltseal
