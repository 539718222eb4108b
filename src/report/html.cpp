#include <string>

#include "base/text.h"
#include "report/html_containers.h"
#include "report/html_parts.h"
#include "report/markup.h"
#include "report/network_picture.h"
#include "report/report.h"
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
td { overflow-wrap: anywhere; vertical-align: top; } th { vertical-align: top; }
.facts th { width: 14rem; font-weight: 600; }
.page { display: none; } .page:target { display: block; } body:has(.page:target) .overview { display: none; }
@media print { .page, body:has(.page:target) .overview { display: block; } }
)";

class Writer {
 public:
  Writer(const Verdict& verdict, const ReportOptions& options, Output& out)
      : verdict_(verdict),
        options_(options),
        out_(out),
        pages_(options.containers, verdict, options.network) {}

  void run() {
    put("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Boltseal: ",
        headline(), "</title>\n<style>", style, "</style>\n<div class=\"overview\">\n<h1>",
        headline(), "</h1>\n");
    summary();
    network();
    out_.write(pages_.list());
    for (const Practice& practice : all_practices()) section(practice.group, practice.aim);
    section("allowance", "Allowances hold what they promise");
    section("pss", "Pod Security Standards");
    errors();
    accepted();
    put("</div>\n");
    for (std::size_t at = 0; at < pages_.size(); ++at) out_.write(pages_.page(at));
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
    row(std::string(options_.place) + "s", verdict_.files, "info");
    row("workloads", verdict_.workloads, "info");
    put("</table>\n");
  }

  void network() {
    const std::string picture =
        options_.network == nullptr ? "" : network_picture(*options_.network);
    if (!picture.empty()) put("<h2>The network as it is</h2>\n", picture);
  }

  void section(std::string_view group, std::string_view aim) {
    bool begun = false;
    for (const ShownFinding& finding : verdict_.findings) {
      if (finding.rule.substr(0, finding.rule.find('/')) != group) continue;
      if (!begun) put("<h2>", markup(aim), "</h2>\n");
      begun = true;
      out_.write(finding_markup(finding));
    }
  }

  void errors() {
    if (!verdict_.errors.empty()) put("<h2>What could not be examined</h2>\n");
    for (const ShownError& error : verdict_.errors) {
      put("<details open><summary>", place_markup(error.place), " ", prose_markup(error.message),
          "</summary>\n", excerpt_markup(error.place), "<p>", prose_markup(error.remedy),
          "</p></details>\n");
    }
  }

  void accepted() {
    if (!verdict_.accepted.empty()) put("<h2>Accepted</h2>\n<table>\n");
    for (const Accepted& each : verdict_.accepted) {
      put("<tr><td>", place_markup(each.finding.place), "<td>", each.finding.rule, "<td>",
          name_of(each.by), "<td>", markup(each.reason), "\n");
    }
    if (!verdict_.accepted.empty()) put("</table>\n");
  }

  const Verdict& verdict_;
  const ReportOptions& options_;
  Output& out_;
  const ContainerPages pages_;
};

void write(const Verdict& verdict, const ReportOptions& options, Output& out) {
  Writer(verdict, options, out).run();
}

}  // namespace

extern const Report html_report{"html", "one HTML file, to keep or to send", write};

}  // namespace boltseal
