#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "report/mask.h"
#include "report/scan_practices.h"
#include "report/scan_report.h"
#include "report/text_layout.h"

namespace boltseal {
namespace {

Paint paint_of(Rating rating) {
  constexpr std::array paints = {Paint::faint,  Paint::faint, Paint::low,
                                 Paint::medium, Paint::high,  Paint::critical};
  return paints[static_cast<std::size_t>(rating)];
}

std::string tenths(double value) {
  const auto scaled = static_cast<long>(std::lround(value * 10));
  return std::to_string(scaled / 10) + "." + std::to_string(scaled % 10);
}

std::string percent(double probability) {
  if (probability < 0.001) return "<0.1 %";
  return tenths(probability * 100) + " %";
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
      return;
    }
    write_head();
    if (options_.verbose) write_packages();
    for (const auto& group : groups()) write_group(group);
    write_layers();
    write_upgrades();
    write_practices(result_, options_, out_);
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
    out_.write(shown(match.id) + " " + std::string(name_of(match.rating)) + " " +
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
    if (!result_.end_of_life.empty()) {
      line += ", " + paint(Paint::high, "without security updates since " + result_.end_of_life);
    }
    line += ", " + counted(inventory_.packages.size(), "package");
    if (inventory_.kind == SystemInventory::Kind::image) {
      line += " in " + counted(inventory_.layers.size(), "layer");
    }
    if (!result_.advisories_date.empty()) line += ", advisories of " + result_.advisories_date;
    out_.write(line + "\n");
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

  // The matches of one vulnerability in packages that were built from one source together, which
  // nearly always say the same; in the order of the first of each.
  using Group = std::vector<const VulnerabilityMatch*>;
  std::vector<Group> groups() const {
    std::vector<Group> all;
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> places;
    for (const VulnerabilityMatch& match : result_.matches) {
      const Package& package = package_of(match);
      const auto [place, is_new] = places.try_emplace(
          {match.id, package.source_name, package.version, match.fixed}, all.size());
      if (is_new) all.emplace_back();
      all[place->second].push_back(&match);
    }
    return all;
  }

  void write_group(const Group& group) {
    const VulnerabilityMatch& match = *group.front();
    const Package& package = package_of(match);
    std::vector<std::string> names;
    for (const VulnerabilityMatch* const one : group) names.push_back(shown(package_of(*one).name));
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::string head = "\n" + paint(paint_of(match.rating), pad(name_of(match.rating), 10)) + "  " +
                       paint(Paint::strong, shown(match.id)) + "  " + join(names, ", ") + " " +
                       shown(package.version);
    if (!match.fixed.empty()) {
      head += " → " + paint(Paint::good, shown(match.fixed));
    } else {
      head += paint(Paint::faint, "  no fix");
    }
    out_.write(head + "\n");
    const std::string notes = join(notes_of(match, names), ", ");
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
    if (match.status != Status::affected) {
      std::string status(name_of(match.status));
      if (!match.note.empty() && match.note != status) status += " (" + shown(match.note) + ")";
      notes.push_back(status);
    }
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

  // "2 critical, 3 high"
  static std::string ratings(const std::array<std::size_t, 6>& counts) {
    std::vector<std::string> parts;
    for (std::size_t i = counts.size(); i-- > 0;) {
      if (counts[i] == 0) continue;
      parts.push_back(std::to_string(counts[i]) + " " +
                      std::string(name_of(static_cast<Rating>(i))));
    }
    return join(parts, ", ");
  }

  void write_layers() {
    if (inventory_.layers.size() < 2 || result_.matches.empty()) return;
    out_.write("\n" + paint(Paint::strong, "By layer") + "\n");
    for (std::size_t i = 0; i < inventory_.layers.size(); ++i) {
      std::vector<VulnerabilityMatch> of_layer;
      for (const VulnerabilityMatch& match : result_.matches) {
        if (inventory_.packages[match.package].layer == i) of_layer.push_back(match);
      }
      const FoundLayer& layer = inventory_.layers[i];
      out_.write("  " + pad(std::to_string(i + 1), 3) +
                 paint(Paint::faint, layer.is_base ? "base   " : "yours  ") +
                 (of_layer.empty() ? "nothing" : ratings(count_by_rating(of_layer))) +
                 (layer.created_by.empty()
                      ? ""
                      : "  " + paint(Paint::faint, instruction_of(layer.created_by))) +
                 "\n");
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
                      : paint(Paint::faint, "  (" + shown(join(upgrade.names, ", ")) + ")")) +
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
      out_.write("  " + text + "\n");
    }
  }

  void write_summary() {
    std::set<std::string_view> ids;
    std::size_t mended = 0;
    for (const VulnerabilityMatch& match : result_.matches) {
      ids.insert(match.id);
      mended += match.fixed.empty() ? 0 : 1;
    }
    std::string line = "\n";
    if (!result_.has_advisories) {
      line += "Packages are listed; vulnerabilities were not looked for.";
    } else if (result_.matches.empty()) {
      line += result_.examined == 0 ? paint(Paint::high, "Nothing could be examined.")
              : result_.gaps.empty()
                  ? paint(Paint::good, "No known vulnerability") + " in " +
                        counted(result_.examined, "package") + "."
                  : "No known vulnerability in the " + counted(result_.examined, "package") +
                        " that could be examined.";
    } else {
      line += std::to_string(ids.size()) +
              (ids.size() == 1 ? " vulnerability in " : " vulnerabilities in ") +
              counted(affected_packages(), "package") + ": " +
              ratings(count_by_rating(result_.matches)) + "; " + std::to_string(mended) + " of " +
              std::to_string(result_.matches.size()) + " can be mended by an upgrade.";
    }
    if (result_.has_practices) line += " " + summary_of_practices(result_);
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
