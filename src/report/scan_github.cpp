#include <string>

#include "base/text.h"
#include "report/github_parts.h"
#include "report/scan_parts.h"
#include "report/scan_practices.h"
#include "report/scan_report.h"

// A scan as annotations. Only ten of a kind are shown, so the worst come first, and all packages
// that were built together are one.

namespace boltseal {
namespace {

std::string message_of(const MatchGroup& group, const ScanResult& result) {
  const VulnerabilityMatch& match = *group.matches.front();
  const Package& package = result.inventory.packages[match.package].package;
  std::string text = join(group.names, ", ") + " " + package.version + " in " +
                     name_of(result.inventory) + ": " + std::string(rating_text(match.rating));
  if (!match.exploited_since.empty()) text += ", known to be exploited";
  if (!match.summary.empty()) text += "; " + match.summary;
  return text + "; " + remedy_text(match, package);
}

void write(const ScanResult& result, const ScanReportOptions&, Output& out) {
  for (const MatchGroup& group : groups_of(result)) {
    const VulnerabilityMatch& match = *group.matches.front();
    out.write(github_annotation(github_command(severity_of(match.rating)), {}, match.id,
                                message_of(group, result), {}));
  }
  for (const PracticeFinding& each : result.practices) {
    const ShownFinding& finding = each.finding;
    const std::string place = place_of(each);
    // The path is one in the image, and no file of the repository.
    out.write(github_annotation(github_command(finding.severity), {}, finding.rule,
                                name_of(result.inventory) + ": " + finding.message +
                                    (place.empty() ? "" : " (" + place + ")"),
                                {}));
  }
  for (const ShownFinding& notice : result.notices) {
    out.write(github_annotation(github_command(notice.severity), notice.place, notice.rule,
                                notice.message, {}));
  }
  for (const Gap& gap : result.gaps) {
    out.write(github_annotation(
        "error", {}, "not examined",
        gap.what + " " + gap.why + (gap.remedy.empty() ? "" : "; " + gap.remedy), {}));
  }
}

}  // namespace

extern const ScanReport scan_github;
const ScanReport scan_github = {"github", "annotations of GitHub Actions", write};

}  // namespace boltseal
