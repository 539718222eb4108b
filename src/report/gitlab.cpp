#include <algorithm>
#include <map>
#include <string>

#include "base/json_writer.h"
#include "base/text.h"
#include "check/mask.h"
#include "report/report.h"

// GitLab's Code Quality report: the subset of the Code Climate format that its documentation lists
// as what GitLab reads.

namespace boltseal {
namespace {

std::string_view severity_of(Severity severity) {
  switch (severity) {
    case Severity::critical: return "blocker";
    case Severity::high: return "critical";
    case Severity::medium: return "major";
    case Severity::low: return "minor";
    case Severity::info: break;
  }
  return "info";
}

class Writer {
 public:
  explicit Writer(Output& out) : json_(out) {}

  void run(const Verdict& verdict) {
    json_.begin_array();
    for (const ShownFinding& finding : verdict.findings) {
      entry(finding.rule, severity_of(finding.severity), finding.message, fingerprint_of(finding),
            finding.place);
    }
    for (const ShownError& error : verdict.errors) {
      ShownFinding as_finding;
      as_finding.fact = error.message;
      entry("boltseal/unexamined", "major", error.message,
            fingerprint_of(as_finding, error.place.path), error.place);
    }
    json_.end_array();
  }

 private:
  void entry(std::string_view name, std::string_view severity, const std::string& message,
             const std::string& fingerprint, const Place& place) {
    json_.begin_object();
    json_.member("description", shown(message));
    json_.member("check_name", name);
    // GitLab drops all but one entry with the same fingerprint.
    const std::size_t before = seen_[fingerprint]++;
    json_.member("fingerprint",
                 before == 0 ? fingerprint : fingerprint + "-" + std::to_string(before));
    json_.member("severity", severity);
    json_.begin_object("location");
    json_.member("path", sanitize(place.path));
    json_.begin_object("lines");
    json_.member("begin", std::max(place.begin.line, 1u));
    json_.member("end", std::max(place.end.line, 1u));
    json_.end_object();
    json_.end_object();
    json_.end_object();
  }

  JsonWriter json_;
  std::map<std::string, std::size_t> seen_;
};

void write(const Verdict& verdict, const ReportOptions&, Output& out) { Writer(out).run(verdict); }

}  // namespace

extern const Report gitlab_report{"gitlab", "GitLab Code Quality", write};

}  // namespace boltseal
