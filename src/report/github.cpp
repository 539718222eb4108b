#include <string>

#include "report/mask.h"
#include "report/report.h"

// Workflow commands of GitHub Actions: each line becomes an annotation beside the code of a pull
// request. GitHub shows ten errors, ten warnings and ten notices of a step; the rest is in its log.

namespace boltseal {
namespace {

// %, CR and LF end or break a command; in a property a comma and a colon do as well.
std::string escape(std::string_view text, bool is_property) {
  std::string safe;
  for (const char c : text) {
    switch (c) {
      case '%': safe += "%25"; break;
      case '\r': safe += "%0D"; break;
      case '\n': safe += "%0A"; break;
      case ':': safe += is_property ? "%3A" : ":"; break;
      case ',': safe += is_property ? "%2C" : ","; break;
      default: safe += c;
    }
  }
  return safe;
}

std::string_view command_of(Severity severity) {
  if (severity >= Severity::high) return "error";
  return severity == Severity::medium ? "warning" : "notice";
}

std::string annotation(std::string_view command, const Place& place, std::string_view title,
                       std::string_view message, std::string_view remedy) {
  std::string text = "::" + std::string(command) + " ";
  if (!place.path.empty()) text += "file=" + escape(shown(place.path), true) + ",";
  if (place.begin.line > 0) {
    text += "line=" + std::to_string(place.begin.line) +
            ",endLine=" + std::to_string(place.end.line) +
            ",col=" + std::to_string(place.begin.column) +
            ",endColumn=" + std::to_string(place.end.column) + ",";
  }
  text += "title=" + escape(title, true) + "::" + escape(shown(message), false);
  if (!remedy.empty()) text += "%0AWrite: " + escape(shown(remedy), false);
  return text + "\n";
}

void write(const Verdict& verdict, const ReportOptions&, Output& out) {
  for (const ShownFinding& finding : verdict.findings) {
    out.write(annotation(command_of(finding.severity), finding.place, finding.rule, finding.message,
                         finding.remedy));
  }
  for (const ShownError& error : verdict.errors) {
    out.write(
        annotation("error", error.place, "could not be examined", error.message, error.remedy));
  }
}

}  // namespace

extern const Report github_report{"github", "annotations of GitHub Actions", write};

}  // namespace boltseal
