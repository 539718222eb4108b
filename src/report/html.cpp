#include <array>
#include <string>

#include "base/text.h"
#include "policy/apply.h"
#include "report/excerpt.h"
#include "report/markup.h"
#include "report/report.h"
#include "report/text_layout.h"
#include "rules/practice.h"

// One file that can be mailed or kept as an artefact: no script, nothing fetched.

namespace boltseal {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --line: #8884; --faint: #888; --mark: #d333; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } td, th { padding: .1rem 1rem .1rem 0; text-align: left; }
details { border-top: 1px solid var(--line); padding: .4rem 0; }
summary { cursor: pointer; } .faint { color: var(--faint); }
pre { background: #8882; padding: .5rem; overflow-x: auto; margin: .5rem 0; }
mark { background: var(--mark); color: inherit; border-bottom: 2px solid #d33; }
b.critical, b.high { color: #d33; } b.medium { color: #b70; } b.low { color: #38c; } b.info { color: #888; }
dt { font-weight: 600; } dd { margin: 0 0 .5rem 1rem; }
)";

// Prose with code between backticks.
std::string prose(std::string_view text) {
  std::string html;
  bool code = false;
  for (const std::string_view part : split(text, '`')) {
    html += code ? "<code>" + markup(part) + "</code>" : markup(part);
    code = !code;
  }
  return html;
}

class Writer {
 public:
  Writer(const Verdict& verdict, const ReportOptions& options, Output& out)
      : verdict_(verdict), options_(options), out_(out) {}

  void run() {
    put("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Boltseal: ",
        headline(), "</title>\n<style>", style, "</style>\n<h1>", headline(), "</h1>\n");
    summary();
    for (const Practice& practice : all_practices()) section(practice.group, practice.aim);
    section("allowance", "Allowances hold what they promise");
    section("pss", "Pod Security Standards");
    errors();
    accepted();
    put("<p class=\"faint\">Boltseal ", options_.version, "</p>\n</html>\n");
  }

 private:
  template <class... Parts>
  void put(const Parts&... parts) {
    std::string text;
    (text.append(parts), ...);
    out_.write(text);
  }

  std::string headline() const {
    return verdict_.findings.empty() ? "No findings" : counted(verdict_.findings.size(), "finding");
  }

  void summary() {
    const Tally tally(verdict_);
    put("<table>\n");
    const auto row = [&](std::string_view name, std::size_t count, std::string_view kind) {
      if (count > 0) {
        put("<tr><td>", name, "<td><b class=\"", kind, "\">", std::to_string(count), "</b>\n");
      }
    };
    for (std::size_t i = tally.by_severity.size(); i-- > 0;) {
      const std::string_view name = name_of(static_cast<Severity>(i));
      row(name, tally.by_severity[i], name);
    }
    row("not examined", verdict_.errors.size(), "high");
    row("accepted", verdict_.accepted.size(), "info");
    row("files", verdict_.files, "info");
    row("workloads", verdict_.workloads, "info");
    put("</table>\n");
  }

  void section(std::string_view group, std::string_view aim) {
    bool begun = false;
    for (const ShownFinding& finding : verdict_.findings) {
      if (finding.rule.substr(0, finding.rule.find('/')) != group) continue;
      if (!begun) put("<h2>", markup(aim), "</h2>\n");
      begun = true;
      show(finding);
    }
  }

  static std::string location(const Place& place) {
    std::string text = markup(place.path);
    if (place.begin.line > 0) text += ":" + std::to_string(place.begin.line);
    return text;
  }

  static std::string excerpt(const Place& place) {
    if (place.path.empty() || place.begin.line == 0) return {};
    constexpr std::size_t width = 160;
    const Excerpt drawn = draw(place, width);
    // The marks stand below the line: columns of a terminal are not bytes.
    return "<pre>" + markup(drawn.line) + "\n" + std::string(drawn.begin, ' ') + "<mark>" +
           std::string(drawn.end - drawn.begin, ' ') + "</mark></pre>\n";
  }

  void show(const ShownFinding& finding) {
    const std::string_view severity = name_of(finding.severity);
    put("<details><summary><b class=\"", severity, "\">", severity, "</b> ",
        location(finding.place), " <span class=\"faint\">", finding.rule, "</span> ",
        prose(finding.message), "</summary>\n", excerpt(finding.place), "<dl>\n");
    for (const Place& step : finding.chain) {
      if (!step.path.empty()) put("<dt>From<dd>", location(step), excerpt(step));
    }
    for (const std::string& subject : finding.subjects) put("<dt>In<dd>", markup(subject), "\n");
    const NamedRule* const rule = find_any_rule(finding.rule);
    if (rule != nullptr) put("<dt>Why<dd>", prose(rule->rule->why), "\n");
    if (!finding.remedy.empty()) {
      std::string code;
      for (const std::string_view line : split(finding.remedy, '\n')) code += markup(line) + "\n";
      put("<dt>Write<dd><pre>", code, "</pre>\n");
    } else if (rule != nullptr) {
      put("<dt>Remedy<dd>", prose(rule->rule->remedy), "\n");
    }
    put("</dl></details>\n");
  }

  void errors() {
    if (!verdict_.errors.empty()) put("<h2>What could not be examined</h2>\n");
    for (const ShownError& error : verdict_.errors) {
      put("<details open><summary>", location(error.place), " ", prose(error.message),
          "</summary>\n", excerpt(error.place), "<p>", prose(error.remedy), "</p></details>\n");
    }
  }

  void accepted() {
    if (!verdict_.accepted.empty()) put("<h2>Accepted</h2>\n<table>\n");
    for (const Accepted& each : verdict_.accepted) {
      put("<tr><td>", location(each.finding.place), "<td>", each.finding.rule, "<td>",
          name_of(each.by), "<td>", markup(each.reason), "\n");
    }
    if (!verdict_.accepted.empty()) put("</table>\n");
  }

  const Verdict& verdict_;
  const ReportOptions& options_;
  Output& out_;
};

void write(const Verdict& verdict, const ReportOptions& options, Output& out) {
  Writer(verdict, options, out).run();
}

}  // namespace

extern const Report html_report{"html", "one HTML file, to keep or to send", write};

}  // namespace boltseal
