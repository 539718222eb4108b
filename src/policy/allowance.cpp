#include "policy/allowance.h"

#include <algorithm>

#include "base/edit_distance.h"
#include "base/glob.h"
#include "base/text.h"
#include "rules/practice.h"
#include "rules/rule.h"

namespace boltseal {

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
  const auto any = [](const std::vector<std::string>& patterns, const auto& matches) {
    return patterns.empty() || std::ranges::any_of(patterns, matches);
  };
  if (!std::ranges::any_of(
          rules, [&](const std::string& rule) { return matches_rule(rule, finding.rule); })) {
    return false;
  }
  if (is_inline() && (finding.place.path != place.path || finding.place.begin.line < first_line ||
                      finding.place.begin.line > last_line)) {
    return false;
  }
  if (!any(paths,
           [&](const std::string& path) { return matches_glob(path, finding.place.path); })) {
    return false;
  }
  return std::ranges::all_of(finding.subjects, [&](const std::string& subject) {
    return any(subjects, [&](const std::string& name) { return matches_glob(name, subject); });
  });
}

}  // namespace boltseal
