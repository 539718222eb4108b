#include "report/report.h"

#include <algorithm>
#include <array>

#include "rules/practice.h"

namespace boltseal {

extern const Report text_report, json_report, sarif_report, junit_report, github_report,
    gitlab_report, html_report;

std::span<const Report* const> all_reports() {
  static constexpr std::array table = {&text_report,   &json_report,   &sarif_report, &junit_report,
                                       &github_report, &gitlab_report, &html_report};
  return table;
}

const Report* find_report(std::string_view name) {
  for (const Report* report : all_reports()) {
    if (report->name == name) return report;
  }
  return nullptr;
}

Tally::Tally(const Verdict& verdict)
    : by_practice(all_practices().size()), worst(all_practices().size(), Severity::info) {
  std::string_view last_path;
  for (const ShownFinding& finding : verdict.findings) {
    const std::string_view group = finding.rule.substr(0, finding.rule.find('/'));
    for (std::size_t i = 0; i < by_practice.size(); ++i) {
      if (all_practices()[i].group != group) continue;
      ++by_practice[i];
      worst[i] = std::max(worst[i], finding.severity);
    }
    ++by_severity[static_cast<std::size_t>(finding.severity)];
    if (finding.fixable) ++fixable;
    if (group == "allowance") continue;  // speaks of the policy too, which is no file that was read
    if (files == 0 || finding.place.path != last_path) ++files;
    last_path = finding.place.path;
  }
}

}  // namespace boltseal
