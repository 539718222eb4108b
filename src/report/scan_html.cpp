#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/text.h"
#include "report/markup.h"
#include "report/scan_allowed.h"
#include "report/scan_parts.h"
#include "report/scan_practices.h"
#include "report/scan_report.h"
#include "report/text_parts.h"
#include "scan/upgrades.h"

// One file that can be mailed or kept as an artefact: no script, nothing fetched.

namespace boltseal {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark; --line: #8884; --faint: #888; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; }
td, th { padding: .1rem 1rem .1rem 0; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; border-bottom: 1px solid var(--line); } td.n { text-align: right; }
details { border-top: 1px solid var(--line); padding: .3rem 0; } details p { margin: .3rem 0 .3rem 1rem; }
summary { cursor: pointer; overflow-wrap: anywhere; } .faint { color: var(--faint); }
code { overflow-wrap: anywhere; }
b.critical, b.high, b.kev { color: #d33; } b.medium { color: #b70; } b.low { color: #38c; }
b.negligible, b.unknown { color: #888; } b.fix { color: #383; }
)";

class Writer {
 public:
  Writer(const ScanResult& result, const ScanReportOptions& options, Output& out)
      : result_(result), inventory_(result.inventory), options_(options), out_(out) {}

  void run() {
    const std::string name = markup(name_of(inventory_));
    put("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>Boltseal: ",
        name, "</title>\n<style>", style, "</style>\n<h1>", name, "</h1>\n");
    head();
    gaps();
    layers();
    upgrades();
    practices();
    vulnerabilities();
    allowed();
    packages();
    put("<p class=\"faint\">Boltseal ", options_.version, ", ", markup(options_.timestamp),
        "</p>\n</html>\n");
  }

 private:
  template <class... Parts>
  void put(const Parts&... parts) {
    std::string text;
    (text.append(parts), ...);
    out_.write(text);
  }

  void row(std::string_view name, const std::string& content) {
    if (!content.empty()) put("<tr><td>", name, "<td>", content, "\n");
  }

  static std::string badge(Rating rating) {
    return "<b class=\"" + std::string(name_of(rating)) + "\">" + std::string(rating_text(rating)) +
           "</b>";
  }

  static std::string badges(const std::array<std::size_t, 6>& counts) {
    std::string html;
    for (std::size_t i = counts.size(); i-- > 0;) {
      if (counts[i] == 0) continue;
      html += (html.empty() ? "" : ", ") + std::to_string(counts[i]) + " " +
              badge(static_cast<Rating>(i));
    }
    return html;
  }

  void head() {
    put("<table>\n");
    row("System", inventory_.distribution ? markup(inventory_.distribution->title)
                                          : std::string("<b class=\"high\">unknown</b>"));
    if (const DistributionSupport& support = result_.support; !support.ended.empty()) {
      row("Support", "<b class=\"high\">no security updates since " + markup(support.ended) +
                         "</b>" +
                         (support.said_on.empty() ? "" : ", known on " + markup(support.said_on)));
    }
    row("Scanned", inventory_.subject == name_of(inventory_) ? "" : markup(inventory_.subject));
    row("Digest",
        inventory_.digest.empty() ? "" : "<code>" + markup(inventory_.digest) + "</code>");
    row("Packages", std::to_string(inventory_.packages.size()) + ", " +
                        std::to_string(result_.examined) + " of them looked up");
    if (result_.has_advisories) {
      const std::string of = advisories_text(result_);
      row("Advisories", markup(of.empty() ? "none for these packages" : of) +
                            " <code class=\"faint\">" + markup(result_.advisories_digest) +
                            "</code>");
    }
    const std::string counts = badges(count_by_rating(result_.matches));
    row("Vulnerabilities", !result_.has_advisories ? "not looked for"
                           : !counts.empty()       ? counts
                           : result_.examined == 0 ? "nothing could be examined"
                           : result_.gaps.empty()  ? "none known"
                                                   : "none known in what could be examined");
    row("Practices", result_.has_practices ? summary_of_practices(result_) : std::string());
    put("</table>\n");
  }

  void gaps() {
    if (result_.gaps.empty()) return;
    put("<h2>Not examined</h2>\n<ul>\n");
    for (const Gap& gap : result_.gaps) {
      put("<li>", markup(gap.what), " ", markup(gap.why),
          gap.remedy.empty() ? "" : "; " + markup(gap.remedy), "\n");
    }
    put("</ul>\n");
  }

  void layers() {
    if (inventory_.layers.size() < 2) return;
    put("<h2>Layers</h2>\n<table>\n<tr><th>Layer<th>Whose<th>Vulnerabilities<th>Made by\n");
    for (std::size_t i = 0; i < inventory_.layers.size(); ++i) {
      const FoundLayer& layer = inventory_.layers[i];
      const std::string counts = badges(count_by_rating(result_, i));
      put("<tr><td>", std::to_string(i + 1), "<td>", layer.is_base ? "base image" : "yours", "<td>",
          !counts.empty()         ? counts
          : result_.examined == 0 ? "not looked for"
                                  : "none",
          "<td><code class=\"faint\">", markup(instruction_text(layer.created_by)), "</code>\n");
    }
    put("</table>\n");
  }

  void upgrades() {
    const std::vector<Upgrade> all = upgrades_of(result_);
    if (all.empty()) return;
    put("<h2>What upgrades mend</h2>\n<table>\n"
        "<tr><th>Package<th>From<th>To<th>Vulnerabilities<th>Installed as\n");
    for (const Upgrade& upgrade : all) {
      put("<tr><td>", markup(upgrade.package), "<td>", markup(upgrade.version),
          "<td><b class=\"fix\">", markup(upgrade.fixed), "</b><td class=\"n\">",
          std::to_string(upgrade.vulnerabilities), "<td class=\"faint\">",
          markup(join(upgrade.names, ", ")), "\n");
    }
    put("</table>\n");
  }

  void practices() {
    if (result_.practices.empty()) return;
    put("<h2>Practices</h2>\n<table>\n<tr><th>Severity<th>Rule<th>What<th>Where\n");
    for (const PracticeFinding& each : result_.practices) {
      const ShownFinding& finding = each.finding;
      const std::string place = place_of(each);
      const std::string severity(name_of(finding.severity));
      put("<tr><td><b class=\"", severity, "\">", severity, "</b><td>", finding.rule, "<td>",
          markup(finding.message), "<td class=\"faint\">",
          place.empty() && finding.place.path.empty() ? "configuration" : markup(place), "\n");
    }
    put("</table>\n");
  }

  void vulnerabilities() {
    if (result_.matches.empty()) return;
    put("<h2>Vulnerabilities</h2>\n");
    for (const MatchGroup& group : groups_of(result_)) vulnerability(group);
  }

  void vulnerability(const MatchGroup& group) {
    const VulnerabilityMatch& match = *group.matches.front();
    const FoundPackage& found = inventory_.packages[match.package];
    put("<details><summary>", badge(match.rating), " <b>", markup(match.id), "</b> ",
        markup(join(group.names, ", ")), " ", markup(found.package.version),
        match.fixed.empty() ? " <span class=\"faint\">no fix</span>"
                            : " → <b class=\"fix\">" + markup(match.fixed) + "</b>",
        match.exploited_since.empty() ? "" : " <b class=\"kev\">exploited</b>",
        match.epss < 0 ? "" : " <span class=\"faint\">EPSS " + percent(match.epss) + "</span>",
        "</summary>\n");
    if (!match.summary.empty()) put("<p>", markup(match.summary), "\n");
    put("<table>\n");
    if (!match.exploited_since.empty()) {
      row("Exploited", "listed by CISA on " + markup(match.exploited_since));
    }
    if (match.score >= 0) {
      row("CVSS", tenths(match.score) + " <code>" + markup(match.vector) + "</code>");
    }
    row("Rated by", markup(match.rated_by));
    row("Status", match.status == Status::affected ? "" : markup(status_text(match)));
    row("Advisories", markup(join(match.advisories, ", ")));
    row("Also known as", markup(join(match.aliases, ", ")));
    if (group.names != std::vector{found.package.source_name}) {
      row("Built from", markup(found.package.source_name));
    }
    if (found.layer < inventory_.layers.size() && inventory_.layers.size() > 1) {
      const FoundLayer& layer = inventory_.layers[found.layer];
      row("Layer", std::to_string(found.layer + 1) + (layer.is_base ? ", base image" : ", yours"));
    }
    row("Published", markup(match.published));
    row("According to", markup(join(match.sources, ", ")));
    for (const std::string& link : links_of(match)) {
      row("See",
          "<a rel=\"noreferrer noopener\" href=\"" + markup(link) + "\">" + markup(link) + "</a>");
    }
    put("</table></details>\n");
  }

  void allowed() {
    const std::vector<AllowedLine> lines = allowed_lines(result_);
    if (lines.empty() && result_.notices.empty()) return;
    put("<h2>Allowed</h2>\n");
    if (!lines.empty()) put("<table>\n<tr><th>What<th>Why\n");
    for (const AllowedLine& line : lines) {
      put("<tr><td>", markup(line.what), "<td>", markup(line.why), "\n");
    }
    if (!lines.empty()) put("</table>\n");
    if (!result_.notices.empty()) put("<ul>\n");
    for (const ShownFinding& notice : result_.notices) {
      const std::string severity(name_of(notice.severity));
      put("<li><code>", markup(location(notice.place)), "</code> <b class=\"", severity, "\">",
          severity, "</b> ", notice.rule, ": ", markup(notice.message), "\n");
    }
    if (!result_.notices.empty()) put("</ul>\n");
  }

  void packages() {
    if (inventory_.packages.empty()) return;
    put("<h2>Packages</h2>\n<details><summary>", counted(inventory_.packages.size(), "package"),
        "</summary>\n<table>\n<tr><th>Package<th>Version<th>Built from<th>Layer<th>Listed in\n");
    for (const FoundPackage& found : inventory_.packages) {
      const Package& package = found.package;
      put("<tr><td>", markup(package.name), "<td>", markup(package.version),
          package.architecture.empty() ? "" : " " + markup(package.architecture), "<td>",
          package.source_name == package.name ? "" : markup(package.source_name), "<td>",
          std::to_string(found.layer + 1), "<td><code class=\"faint\">", markup(package.path),
          "</code>\n");
    }
    put("</table></details>\n");
  }

  const ScanResult& result_;
  const SystemInventory& inventory_;
  const ScanReportOptions& options_;
  Output& out_;
};

}  // namespace

extern const ScanReport scan_html;
const ScanReport scan_html = {"html", "one HTML file, to keep or to send",
                              [](const ScanResult& result, const ScanReportOptions& options,
                                 Output& out) { Writer(result, options, out).run(); }};

}  // namespace boltseal
