#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/mask.h"
#include "report/scan_parts.h"
#include "report/scan_report.h"
#include "report/text_layout.h"
#include "report/why_report.h"
#include "scan/requirers.h"

namespace boltseal {
namespace {

constexpr std::size_t indent = 15;

class Writer {
 public:
  Writer(const ScanResult& result, const WhyOptions& options, Output& out)
      : result_(result), inventory_(result.inventory), options_(options), out_(out) {}

  void write(std::size_t at) {
    const FoundPackage& found = inventory_.packages[at];
    const Package& package = found.package;
    std::string head = paint(Paint::strong, shown(package.name)) + " " + shown(package.version);
    if (!package.architecture.empty()) head += " " + shown(package.architecture);
    out_.write(head + "\n");
    if (!package.source_name.empty() && package.source_name != package.name) {
      row("built from", shown(package.source_name + " " + package.source_version));
    }
    write_layer(found);
    if (!package.path.empty()) row("listed in", shown(package.path));
    write_requirers(at);
    write_vulnerabilities(at);
  }

 private:
  std::string paint(Paint kind, std::string_view text) const {
    return boltseal::paint(options_.color, kind, text);
  }

  void row(std::string_view name, const std::string& text) {
    const std::size_t width = options_.width > indent + 20 ? options_.width - indent : 0;
    std::string left = "  " + pad(name, indent - 2);
    for (const std::string& line : wrap(text, width)) {
      out_.write(left + line + "\n");
      left = std::string(indent, ' ');
    }
  }

  void write_layer(const FoundPackage& found) {
    if (found.layer >= inventory_.layers.size()) return;
    const FoundLayer& layer = inventory_.layers[found.layer];
    if (inventory_.layers.size() == 1 && layer.created_by.empty()) return;
    std::string text = "layer " + std::to_string(found.layer + 1) + " of " +
                       std::to_string(inventory_.layers.size()) +
                       (layer.is_base ? ", of the base image" : "");
    if (!layer.created_by.empty()) text += ": " + instruction_text(layer.created_by);
    row("brought by", text);
  }

  void write_requirers(std::size_t at) {
    const Requirers requirers = requirers_of(inventory_, at);
    if (!requirers.is_known) {
      row("required by", "not known: no package of this kind says what it requires");
      return;
    }
    if (requirers.direct.empty()) {
      row("required by", "no other package");
      return;
    }
    constexpr std::size_t most = 10;
    std::vector<std::string> names;
    for (const std::size_t place : requirers.direct) names.push_back(name_of(place));
    row("required by", few(names, most));
    if (requirers.chains.empty()) row("", "these require one another; nothing else does");
    std::size_t told = 0;
    for (const auto& chain : requirers.chains) {
      if (told++ == most) break;
      std::vector<std::string> steps;
      for (const std::size_t place : chain) steps.push_back(name_of(place));
      row("", join(steps, " → "));
    }
    if (requirers.chains.size() > most) {
      row("", "and " + std::to_string(requirers.chains.size() - most) + " more ways");
    }
  }

  std::string name_of(std::size_t place) const {
    return shown(inventory_.packages[place].package.name);
  }

  static std::string few(std::vector<std::string> words, std::size_t most) {
    const std::size_t all = words.size();
    if (all <= most) return join(words, ", ");
    words.resize(most);
    return join(words, ", ") + " and " + std::to_string(all - most) + " more";
  }

  void write_vulnerabilities(std::size_t at) {
    std::string_view name = "known";
    for (const VulnerabilityMatch& match : result_.matches) {
      if (match.package != at) continue;
      std::string text = std::string(rating_text(match.rating)) + " " +
                         paint(Paint::strong, shown(match.id)) +
                         (match.fixed.empty() ? ", no fix" : ", mended in " + shown(match.fixed));
      if (!match.exploited_since.empty()) {
        text += ", " + paint(Paint::critical, "known to be exploited");
      }
      row(name, text);
      name = "";
    }
    if (!name.empty() && !result_.has_advisories) {
      row(name, "nothing was looked for: there are no advisories");
    }
  }

  const ScanResult& result_;
  const SystemInventory& inventory_;
  const WhyOptions& options_;
  Output& out_;
};

}  // namespace

void write_why_text(const ScanResult& result, const std::vector<std::size_t>& packages,
                    const WhyOptions& options, Output& out) {
  Writer writer(result, options, out);
  for (std::size_t i = 0; i < packages.size(); ++i) {
    if (i > 0) out.write("\n");
    writer.write(packages[i]);
  }
}

}  // namespace boltseal
