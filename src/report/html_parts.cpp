#include "report/html_parts.h"

#include "base/text.h"
#include "policy/apply.h"
#include "report/excerpt.h"
#include "report/markup.h"
#include "rules/practice.h"

namespace boltseal {

std::string prose_markup(std::string_view text) {
  std::string html;
  bool code = false;
  for (const std::string_view part : split(text, '`')) {
    html += code ? "<code>" + markup(part) + "</code>" : markup(part);
    code = !code;
  }
  return html;
}

std::string place_markup(const Place& place) {
  std::string text = markup(place.path);
  if (place.begin.line > 0) text += ":" + std::to_string(place.begin.line);
  return text;
}

std::string excerpt_markup(const Place& place) {
  if (place.path.empty() || place.begin.line == 0) return {};
  constexpr std::size_t width = 160;
  const Excerpt drawn = draw(place, width);
  // The marks stand below the line: columns of a terminal are not bytes.
  return "<pre>" + markup(drawn.line) + "\n" + std::string(drawn.begin, ' ') + "<mark>" +
         std::string(drawn.end - drawn.begin, ' ') + "</mark></pre>\n";
}

std::string severity_markup(Severity severity) {
  const std::string name(name_of(severity));
  return "<b class=\"" + name + "\">" + name + "</b>";
}

std::string finding_markup(const ShownFinding& finding) {
  std::string html = "<details><summary>" + severity_markup(finding.severity) + " " +
                     place_markup(finding.place) + " <span class=\"faint\">" +
                     std::string(finding.rule) + "</span> " + prose_markup(finding.message) +
                     "</summary>\n" + excerpt_markup(finding.place) + "<dl>\n";
  for (const Place& step : finding.chain) {
    if (!step.path.empty()) html += "<dt>From<dd>" + place_markup(step) + excerpt_markup(step);
  }
  for (const std::string& subject : finding.subjects) html += "<dt>In<dd>" + markup(subject) + "\n";
  const NamedRule* const rule = find_any_rule(finding.rule);
  if (rule != nullptr) html += "<dt>Why<dd>" + prose_markup(rule->rule->why) + "\n";
  if (!finding.remedy.empty()) {
    std::string code;
    for (const std::string_view line : split(finding.remedy, '\n')) code += markup(line) + "\n";
    html += "<dt>Write<dd><pre>" + code + "</pre>\n";
  } else if (rule != nullptr) {
    html += "<dt>Remedy<dd>" + prose_markup(rule->rule->remedy) + "\n";
  }
  return html + "</dl></details>\n";
}

}  // namespace boltseal
