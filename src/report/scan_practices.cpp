#include "report/scan_practices.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "check/mask.h"
#include "report/scan_parts.h"
#include "report/text_layout.h"
#include "report/text_parts.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Group = std::vector<const PracticeFinding*>;  // of one rule

// In the order of the worst of each.
std::vector<Group> by_rule(const ScanResult& result) {
  std::vector<Group> groups;
  for (const PracticeFinding& each : result.practices) {
    const auto same = std::ranges::find_if(groups, [&](const Group& group) {
      return group.front()->finding.rule == each.finding.rule;
    });
    if (same == groups.end()) {
      groups.push_back({&each});
    } else {
      same->push_back(&each);
    }
  }
  return groups;
}

}  // namespace

std::string place_of(const PracticeFinding& each) {
  const Place& place = each.finding.place;
  if (each.step) {
    return "history step " + std::to_string(*each.step + 1) + ": " +
           instruction_text(place.excerpt);
  }
  if (!place.path.empty()) return each.layer ? "layer " + std::to_string(*each.layer + 1) : "";
  return place.excerpt.empty() ? "" : "configuration: " + instruction_text(place.excerpt);
}

void write_practices(const ScanResult& result, const ScanReportOptions& options, Output& out) {
  if (options.quiet) {
    for (const PracticeFinding& each : result.practices) {
      const std::string place = place_of(each);
      out.write(std::string(each.finding.rule) + " " + std::string(name_of(each.finding.severity)) +
                " " + shown(each.finding.message) + (place.empty() ? "" : " (" + place + ")") +
                "\n");
    }
    return;
  }
  if (result.practices.empty()) return;
  out.write("\n" + paint(options.color, Paint::strong, "Practices") + "\n");
  constexpr std::size_t most = 10;
  const bool has_layers = result.inventory.layers.size() > 1;
  const std::size_t width = options.width > 20 ? options.width - 12 : 0;
  for (const Group& group : by_rule(result)) {
    const ShownFinding& worst = group.front()->finding;
    const NamedRule* const rule = find_rule(worst.rule);
    out.write("  " +
              paint(options.color, paint_of(worst.severity), pad(name_of(worst.severity), 8)) +
              "  " + paint(options.color, Paint::strong, worst.rule) +
              (rule == nullptr ? "" : "  " + std::string(rule->rule->summary)) + "\n");
    const std::size_t count = options.verbose ? group.size() : std::min(most, group.size());
    for (std::size_t at = 0; at < count; ++at) {
      std::string line = shown(group[at]->finding.message);
      const bool is_one_layer =
          !group[at]->step && !group[at]->finding.place.path.empty() && !has_layers;
      const std::string place = is_one_layer ? "" : place_of(*group[at]);
      if (!place.empty()) line += " (" + place + ")";
      for (const std::string& part : wrap(line, width)) out.write("            " + part + "\n");
    }
    if (count < group.size()) {
      out.write("            and " + std::to_string(group.size() - count) +
                " more; --verbose lists them\n");
    }
  }
}

std::string summary_of_practices(const ScanResult& result) {
  if (result.practices.empty()) return "Nothing is wrong by the rules for images.";
  std::array<std::size_t, 5> counts{};
  for (const PracticeFinding& each : result.practices) {
    ++counts[static_cast<std::size_t>(each.finding.severity)];
  }
  std::vector<std::string> parts;
  for (std::size_t i = counts.size(); i-- > 0;) {
    if (counts[i] == 0) continue;
    parts.push_back(std::to_string(counts[i]) + " " +
                    std::string(name_of(static_cast<Severity>(i))));
  }
  return counted(result.practices.size(), "finding") +
         " by the rules for images: " + join(parts, ", ") + ".";
}

}  // namespace boltseal
