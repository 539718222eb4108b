#include "report/github_parts.h"
#include "report/report.h"

namespace boltseal {
namespace {

void write(const Verdict& verdict, const ReportOptions&, Output& out) {
  for (const ShownFinding& finding : verdict.findings) {
    out.write(github_annotation(github_command(finding.severity), finding.place, finding.rule,
                                finding.message, finding.remedy));
  }
  for (const ShownError& error : verdict.errors) {
    out.write(github_annotation("error", error.place, "could not be examined", error.message,
                                error.remedy));
  }
}

}  // namespace

extern const Report github_report{"github", "annotations of GitHub Actions", write};

}  // namespace boltseal
