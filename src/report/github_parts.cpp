#include "report/github_parts.h"

#include "check/mask.h"

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

}  // namespace

std::string_view github_command(Severity severity) {
  if (severity >= Severity::high) return "error";
  return severity == Severity::medium ? "warning" : "notice";
}

std::string github_annotation(std::string_view command, const Place& place, std::string_view title,
                              std::string_view message, std::string_view remedy) {
  std::string text = "::" + std::string(command) + " ";
  if (!place.path.empty()) text += "file=" + escape(shown(place.path), true) + ",";
  if (!place.path.empty() && place.begin.line > 0) {
    text += "line=" + std::to_string(place.begin.line) +
            ",endLine=" + std::to_string(place.end.line) +
            ",col=" + std::to_string(place.begin.column) +
            ",endColumn=" + std::to_string(place.end.column) + ",";
  }
  text += "title=" + escape(shown(title), true) + "::" + escape(shown(message), false);
  if (!remedy.empty()) text += "%0AWrite: " + escape(shown(remedy), false);
  return text + "\n";
}

}  // namespace boltseal
