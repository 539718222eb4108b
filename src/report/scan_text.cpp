#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "check/mask.h"
#include "report/scan_allowed.h"
#include "report/scan_parts.h"
#include "report/scan_practices.h"
#include "report/scan_report.h"
#include "report/text_layout.h"
#include "scan/upgrades.h"

namespace boltseal {
namespace {

Paint paint_of(Rating rating) {
  constexpr std::array paints = {Paint::faint,  Paint::faint, Paint::low,
                                 Paint::medium, Paint::high,  Paint::critical};
  return paints[static_cast<std::size_t>(rating)];
}

class TextScan {
 public:
  TextScan(const ScanResult& result, const ScanReportOptions& options, Output& out)
      : result_(result), inventory_(result.inventory), options_(options), out_(out) {}

  void write() {
    if (options_.quiet) {
      for (const VulnerabilityMatch& match : result_.matches) write_line(match);
      for (const Gap& gap : result_.gaps) {
        out_.write("not examined: " + shown(gap.what) + " " + shown(gap.why) + "\n");
      }
      write_practices(result_, options_, out_);
      write_notices(result_, options_, out_);
      return;
    }
    write_head();
    if (options_.verbose) write_packages();
    const std::vector<MatchGroup> groups = groups_of(result_);
    constexpr std::size_t most = 20;
    const bool one_by_one = options_.verbose || groups.size() <= most;
    if (one_by_one) {
      for (const MatchGroup& group : groups) write_group(group);
    } else {
      write_by_package(groups);
    }
    write_layers();
    if (one_by_one) write_upgrades();
    write_practices(result_, options_, out_);
    write_allowed(result_, options_, out_);
    write_gaps();
    write_summary();
  }

 private:
  std::string paint(Paint kind, std::string_view text) const {
    return boltseal::paint(options_.color, kind, text);
  }

  const Package& package_of(const VulnerabilityMatch& match) const {
    return inventory_.packages[match.package].package;
  }

  void write_line(const VulnerabilityMatch& match) {
    const Package& package = package_of(match);
    out_.write(shown(match.id) + " " + std::string(rating_text(match.rating)) + " " +
               shown(package.name) + " " + shown(package.version) + " " +
               (match.fixed.empty() ? std::string(name_of(match.status))
                                    : "fixed in " + shown(match.fixed)) +
               "\n");
  }

  void write_head() {
    std::string name = shown(inventory_.subject);
    if (!inventory_.reference.empty() && inventory_.reference != inventory_.subject) {
      name += " (" + shown(inventory_.reference) + ")";
    }
    out_.write(paint(Paint::strong, name) + "\n");
    std::string line = inventory_.distribution ? shown(inventory_.distribution->title)
                                               : std::string("an unknown system");
    if (!result_.support.ended.empty()) {
      line += ", " +
              paint(Paint::high, "without security updates since " + shown(result_.support.ended));
    }
    line += "\n" + counted(inventory_.packages.size(), "package");
    if (inventory_.kind == SystemInventory::Kind::image) {
      line += " in " + counted(inventory_.layers.size(), "layer");
    }
    if (const std::string of = advisories_text(result_); !of.empty())
      line += ", advisories of " + shown(of);
    out_.write(line + "\n");
    if (options_.verbose) {
      out_.write("read " +
                 (options_.confined_by.empty()
                      ? "without confinement"
                      : "confined by " + join(options_.confined_by, ", ")) +
                 "\n");
    }
  }

  void write_packages() {
    std::size_t widest = 0;
    for (const FoundPackage& found : inventory_.packages) {
      widest = std::max(widest, std::min<std::size_t>(40, found.package.name.size()));
    }
    out_.write("\n");
    for (const FoundPackage& found : inventory_.packages) {
      const Package& package = found.package;
      std::string line = "  " + pad(shown(package.name), widest) + "  " + shown(package.version);
      if (!package.architecture.empty()) line += " " + shown(package.architecture);
      if (package.source_name != package.name) line += "  of " + shown(package.source_name);
      if (inventory_.layers.size() > 1) line += "  layer " + std::to_string(found.layer + 1);
      out_.write(line + "\n");
    }
  }

  void write_group(const MatchGroup& group) {
    const VulnerabilityMatch& match = *group.matches.front();
    const Package& package = package_of(match);
    std::string head = "\n" + paint(paint_of(match.rating), pad(rating_text(match.rating), 10)) +
                       "  " + paint(Paint::strong, shown(match.id)) + "  " + few(group.names) +
                       " " + shown(package.version);
    if (!match.fixed.empty()) {
      head += " → " + paint(Paint::good, shown(match.fixed));
    } else {
      head += paint(Paint::faint, "  no fix");
    }
    out_.write(head + "\n");
    const std::string notes = join(notes_of(match, group.names), ", ");
    if (!notes.empty()) write_indented(notes);
    if (!match.summary.empty()) write_indented(shown(match.summary));
  }

  std::vector<std::string> notes_of(const VulnerabilityMatch& match,
                                    const std::vector<std::string>& names) const {
    const FoundPackage& found = inventory_.packages[match.package];
    std::vector<std::string> notes;
    if (!match.exploited_since.empty()) {
      notes.push_back(paint(Paint::critical, "known to be exploited") + " (listed " +
                      shown(match.exploited_since) + ")");
    }
    if (match.score >= 0) notes.push_back("CVSS " + tenths(match.score));
    if (match.epss >= 0) notes.push_back("EPSS " + percent(match.epss));
    if (!match.rated_by.empty()) notes.push_back("rated by " + shown(match.rated_by));
    if (match.status != Status::affected) notes.push_back(shown(status_text(match)));
    if (!match.advisories.empty()) notes.push_back(shown(join(match.advisories, ", ")));
    const std::string& source = found.package.source_name;
    if (!source.empty() && names != std::vector{source})
      notes.push_back("built from " + shown(source));
    if (inventory_.layers.size() > 1) notes.push_back("layer " + std::to_string(found.layer + 1));
    return notes;
  }

  void write_indented(const std::string& text) {
    const std::size_t width = options_.width > 20 ? options_.width - 12 : 0;
    for (const std::string& line : wrap(text, width)) out_.write("            " + line + "\n");
  }

  // Very many vulnerabilities are read package by package: what one does about them is an upgrade.
  void write_by_package(const std::vector<MatchGroup>& groups) {
    std::vector<std::vector<const MatchGroup*>> packages;
    std::map<std::tuple<std::string_view, std::string_view, bool>, std::size_t> places;
    for (const MatchGroup& group : groups) {
      const Package& package = package_of(*group.matches.front());
      const auto [place, is_new] = places.try_emplace(
          {package.source_name, package.version, group.matches.front()->fixed.empty()},
          packages.size());
      if (is_new) packages.emplace_back();
      packages[place->second].push_back(&group);
    }
    constexpr std::size_t most = 20;
    for (std::size_t i = 0; i < std::min(most, packages.size()); ++i) write_package(packages[i]);
    out_.write("\n" +
               (packages.size() > most
                    ? "and " + std::to_string(packages.size() - most) + " more packages; "
                    : std::string()) +
               "-v shows each vulnerability\n");
  }

  void write_package(const std::vector<const MatchGroup*>& groups) {
    const VulnerabilityMatch& first = *groups.front()->matches.front();
    const Package& package = package_of(first);
    std::vector<VulnerabilityMatch> matches;
    std::vector<std::string> ids, exploited, names;
    for (const MatchGroup* const group : groups) {
      const VulnerabilityMatch& match = *group->matches.front();
      matches.push_back(match);
      if (std::ranges::find(ids, match.id) != ids.end()) continue;
      ids.push_back(match.id);
      if (!match.exploited_since.empty()) exploited.push_back(match.id);
    }
    for (const MatchGroup* const group : groups) {
      names.insert(names.end(), group->names.begin(), group->names.end());
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    const std::string fixed = newest_fix(package, matches);
    const std::string& name = package.source_name.empty() ? package.name : package.source_name;
    out_.write("\n" + paint(paint_of(first.rating), pad(rating_text(first.rating), 10)) + "  " +
               paint(Paint::strong, shown(name)) + " " + shown(package.version) +
               (fixed.empty() ? paint(Paint::faint, "  no fix")
                              : " → " + paint(Paint::good, shown(fixed))) +
               "\n");
    if (!exploited.empty()) {
      write_indented(paint(Paint::critical, "known to be exploited: ") + few(exploited));
    }
    write_indented(rating_counts(count_by_rating(matches)) + ": " + few(ids));
    if (names != std::vector{name}) write_indented("installed as " + few(names));
  }

  // "a, b, c and 9 more"
  static std::string few(const std::vector<std::string>& words) {
    constexpr std::size_t most = 4;
    if (words.size() <= most + 1) return shown(join(words, ", "));
    return shown(join({words.begin(), words.begin() + most}, ", ")) + " and " +
           std::to_string(words.size() - most) + " more";
  }

  void write_layers() {
    if (inventory_.layers.size() < 2 || result_.matches.empty()) return;
    out_.write("\n" + paint(Paint::strong, "By layer") + "\n");
    for (std::size_t i = 0; i < inventory_.layers.size(); ++i) {
      const std::string counts = rating_counts(count_by_rating(result_, i));
      const FoundLayer& layer = inventory_.layers[i];
      out_.write("  " + pad(std::to_string(i + 1), 3) +
                 paint(Paint::faint, layer.is_base ? "base   " : "yours  ") +
                 (counts.empty() ? "nothing" : counts) + "\n");
      if (layer.created_by.empty()) continue;
      const std::string made_by = instruction_text(layer.created_by);
      const std::size_t width = options_.width > 20 ? options_.width - 12 : 0;
      out_.write("            " + paint(Paint::faint, wrap(made_by, width).front()) + "\n");
    }
  }

  void write_upgrades() {
    const std::vector<Upgrade> upgrades = upgrades_of(result_);
    if (upgrades.empty()) return;
    constexpr std::size_t most = 10;
    out_.write("\n" + paint(Paint::strong, "What upgrades mend") + "\n");
    for (std::size_t i = 0; i < std::min(most, upgrades.size()); ++i) {
      const Upgrade& upgrade = upgrades[i];
      out_.write("  " + shown(upgrade.package) + " " + shown(upgrade.version) + " → " +
                 paint(Paint::good, shown(upgrade.fixed)) + "  " +
                 (upgrade.vulnerabilities == 1
                      ? "1 vulnerability"
                      : std::to_string(upgrade.vulnerabilities) + " vulnerabilities") +
                 (upgrade.names.size() == 1 && upgrade.names.front() == upgrade.package
                      ? ""
                      : paint(Paint::faint, "  (" + few(upgrade.names) + ")")) +
                 "\n");
    }
    if (upgrades.size() > most) {
      out_.write("  and " + std::to_string(upgrades.size() - most) + " more\n");
    }
  }

  void write_gaps() {
    if (result_.gaps.empty()) return;
    out_.write("\n" + paint(Paint::strong, "Not examined") + "\n");
    for (const Gap& gap : result_.gaps) {
      std::string text = shown(gap.what) + " " + shown(gap.why);
      if (!gap.remedy.empty()) text += "; " + shown(gap.remedy);
      const std::vector<std::string> lines =
          wrap(text, options_.width > 20 ? options_.width - 4 : 0);
      for (std::size_t i = 0; i < lines.size(); ++i) {
        out_.write((i == 0 ? "  " : "    ") + lines[i] + "\n");
      }
    }
  }

  void write_summary() {
    std::set<std::string_view> ids, mended;
    for (const VulnerabilityMatch& match : result_.matches) {
      ids.insert(match.id);
      if (!match.fixed.empty()) mended.insert(match.id);
    }
    const std::string none =
        result_.accepted.empty() ? "No known vulnerability" : "No other known vulnerability";
    std::string line = "\n";
    if (!result_.has_advisories) {
      line += "Vulnerabilities were not looked for.";
    } else if (result_.matches.empty()) {
      line += result_.examined == 0 ? paint(Paint::high, "Nothing could be examined.")
              : result_.gaps.empty()
                  ? paint(Paint::good, none) + " in " + counted(result_.examined, "package") + "."
                  : none + " in the " + counted(result_.examined, "package") +
                        " that could be examined.";
    } else {
      line += std::to_string(ids.size()) +
              (ids.size() == 1 ? " vulnerability in " : " vulnerabilities in ") +
              counted(affected_packages(), "package") + ": " +
              rating_counts(count_by_rating(result_.matches)) + "; " +
              (mended.empty()                ? std::string("there is no fix yet")
               : mended.size() == ids.size() ? std::string("upgrades mend all")
                                             : "upgrades mend " + std::to_string(mended.size())) +
              ".";
    }
    if (result_.has_practices) line += " " + summary_of_practices(result_);
    if (const std::size_t count = allowed_lines(result_).size(); count > 0) {
      line += " " + std::to_string(count) + (count == 1 ? " is allowed." : " are allowed.");
    }
    if (options_.milliseconds) {
      line += paint(Paint::faint,
                    "  " + std::to_string(static_cast<long>(*options_.milliseconds)) + " ms");
    }
    out_.write(line + "\n");
  }

  std::size_t affected_packages() const {
    std::set<std::size_t> packages;
    for (const VulnerabilityMatch& match : result_.matches) packages.insert(match.package);
    return packages.size();
  }

  const ScanResult& result_;
  const SystemInventory& inventory_;
  const ScanReportOptions& options_;
  Output& out_;
};

}  // namespace

extern const ScanReport scan_text;
const ScanReport scan_text = {"text", "for people",
                              [](const ScanResult& result, const ScanReportOptions& options,
                                 Output& out) { TextScan(result, options, out).write(); }};

}  // namespace boltseal
