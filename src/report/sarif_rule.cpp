#include "report/sarif_rule.h"

#include <string>

#include "base/text.h"
#include "base/upper_case.h"
#include "report/rule_page.h"
#include "report/sarif_parts.h"

namespace boltseal {
namespace {

// GitHub code scanning reads this property: above 9.0 critical, from 7.0 high, from 4.0 medium.
std::string_view security_severity_of(Severity severity) {
  switch (severity) {
    case Severity::critical: return "9.5";
    case Severity::high: return "8.0";
    case Severity::medium: return "5.5";
    case Severity::low: return "3.0";
    case Severity::info: break;
  }
  return "1.0";
}

// "user/root" → "UserRoot": a name in Pascal case, as 3.49.7 recommends.
std::string pascal_case(std::string_view id) {
  std::string name;
  bool upper = true;
  for (const char c : id) {
    if (!is_word(c)) {
      upper = true;
      continue;
    }
    name += upper ? to_upper(c) : c;
    upper = false;
  }
  return name;
}

void text(JsonWriter& json, std::string_view name, std::string_view prose) {
  json.begin_object(name);
  json.member("text", prose);
  json.end_object();
}

}  // namespace

std::string_view sarif_level(Severity severity) {
  switch (severity) {
    case Severity::critical:
    case Severity::high: return "error";
    case Severity::medium: return "warning";
    case Severity::low:
    case Severity::info: break;
  }
  return "note";
}

void write_sarif_rule(JsonWriter& json, const NamedRule& named, bool enabled) {
  const Rule& rule = *named.rule;
  json.begin_object();
  json.member("id", named.id);
  json.member("name", pascal_case(named.id));
  text(json, "shortDescription", sarif_sentence(sarif_plain(rule.summary)));
  text(json, "fullDescription", sarif_plain(rule.what));
  json.begin_object("help");
  json.member("text", sarif_plain(rule.why) + "\n\n" + sarif_plain(rule.remedy));
  json.member("markdown", rule_text(named));
  json.end_object();
  json.begin_object("defaultConfiguration");
  json.member("level", sarif_level(rule.severity));
  json.member("enabled", enabled);
  json.end_object();
  json.begin_object("properties");
  json.member("security-severity", security_severity_of(rule.severity));
  json.member("precision", "high");
  json.member("problem.severity", rule.severity >= Severity::high     ? "error"
                                  : rule.severity == Severity::medium ? "warning"
                                                                      : "recommendation");
  json.begin_array("tags");
  json.value("security");
  json.value(named.group);
  for (const std::string_view reference : rule.references) {
    if (!reference.empty() && !reference.starts_with("https://")) json.value(reference);
  }
  json.end_array();
  json.end_object();
  json.end_object();
}

}  // namespace boltseal
