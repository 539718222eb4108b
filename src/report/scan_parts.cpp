#include "report/scan_parts.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "check/mask.h"
#include "report/sbom_parts.h"

namespace boltseal {

std::string tenths(double value) {
  const auto scaled = static_cast<long>(std::lround(value * 10));
  return std::to_string(scaled / 10) + "." + std::to_string(scaled % 10);
}

std::string percent(double probability) {
  if (probability < 0.001) return "<0.1 %";
  return tenths(probability * 100) + " %";
}

std::string_view rating_text(Rating rating) {
  return rating == Rating::unknown ? "unrated" : name_of(rating);
}

std::string rating_counts(const std::array<std::size_t, 6>& counts) {
  std::vector<std::string> parts;
  for (std::size_t i = counts.size(); i-- > 0;) {
    const auto rating = static_cast<Rating>(i);
    if (counts[i] == 0) continue;
    parts.push_back(std::to_string(counts[i]) + " " + std::string(rating_text(rating)));
  }
  return join(parts, ", ");
}

std::string advisories_text(const ScanResult& result) {
  if (!result.has_advisories || result.examined == 0) return {};
  if (result.sources.empty()) {
    const std::string &first = result.oldest_advisories_date, &last = result.advisories_date;
    if (last.empty()) return "an unknown day";
    return first + (first == last ? "" : " to " + last);
  }
  std::string text;
  for (std::size_t i = 0; i < result.sources.size(); ++i) {
    const UsedSource& source = result.sources[i];
    if (i > 0) text += i + 1 == result.sources.size() ? " and " : ", ";
    text += source.name + " (" + (source.date.empty() ? "undated" : source.date) + ")";
  }
  return text;
}

std::string instruction_text(std::string_view created_by) {
  constexpr std::string_view shell = "/bin/sh -c ", nothing = "#(nop) ", run = "RUN ",
                             kit = "# buildkit";
  std::string_view step = trim(created_by);
  if (step.ends_with(kit)) step = trim(step.substr(0, step.size() - kit.size()));
  const bool is_run = step.starts_with(run);
  if (is_run) step = trim(step.substr(run.size()));
  const bool has_shell = step.starts_with(shell);
  if (has_shell) step = trim(step.substr(shell.size()));
  const bool is_other = step.starts_with(nothing);
  if (is_other) step = trim(step.substr(nothing.size()));
  std::string text(is_run || (has_shell && !is_other) ? run : "");
  text += step;
  constexpr std::size_t most = 100;
  if (count_code_points(text) > most) {
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end) + "…";
  }
  return shown(text);
}

const std::string& name_of(const SystemInventory& inventory) {
  return inventory.reference.empty() ? inventory.subject : inventory.reference;
}

std::vector<std::string> links_of(const VulnerabilityMatch& match) {
  std::vector<std::string> links;
  for (const std::string& reference : match.references) {
    const bool is_web = reference.starts_with("https://") || reference.starts_with("http://");
    const bool is_plain = std::ranges::all_of(reference, [](char c) {
      return c > ' ' && c < 0x7F && std::string_view("<>\"\\").find(c) == std::string_view::npos;
    });
    if (is_web && is_plain && std::ranges::find(links, reference) == links.end()) {
      links.push_back(reference);
    }
  }
  return links;
}

std::vector<MatchGroup> groups_of(const ScanResult& result) {
  std::vector<MatchGroup> groups;
  std::map<std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>,
           std::size_t>
      places;
  for (const VulnerabilityMatch& match : result.matches) {
    const Package& package = result.inventory.packages[match.package].package;
    const auto [place, is_new] = places.try_emplace(
        {match.id, package.source_name, package.version, match.fixed}, groups.size());
    if (is_new) groups.emplace_back();
    groups[place->second].matches.push_back(&match);
    groups[place->second].names.push_back(package.name);
  }
  for (MatchGroup& group : groups) {
    std::ranges::sort(group.names);
    group.names.erase(std::ranges::unique(group.names).begin(), group.names.end());
  }
  return groups;
}

std::vector<std::string> purls_of(const SystemInventory& inventory) {
  BomToWrite bom;
  bom.distribution = inventory.distribution;
  for (const FoundPackage& found : inventory.packages) bom.packages.push_back(found.package);
  std::vector<std::string> purls;
  for (NamedPackage& named : name_packages(bom)) purls.push_back(std::move(named.purl));
  return purls;
}

std::string status_text(const VulnerabilityMatch& match) {
  std::string text(name_of(match.status));
  if (!match.note.empty() && match.note != text) text += " (" + match.note + ")";
  return text;
}

std::string remedy_text(const VulnerabilityMatch& match, const Package& package) {
  if (!match.fixed.empty()) return "upgrade " + package.name + " to " + match.fixed;
  return match.status == Status::affected ? "there is no fix yet"
                                          : "there is no fix: " + status_text(match);
}

std::string fingerprint_of(const VulnerabilityMatch& match, const Package& package) {
  const char zero = '\0';
  return sha256_digest(match.id + zero + package.type + zero + package.name).substr(7, 32);
}

}  // namespace boltseal
