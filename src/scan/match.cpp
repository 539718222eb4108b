#include "scan/match.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "model/cvss.h"
#include "packages/distribution.h"
#include "scan/ecosystem.h"
#include "scan/severity.h"
#include "scan/version_match.h"

namespace boltseal {
namespace {

// Red Hat's builds of modules say so in their release.
bool is_modular(std::string_view version) {
  return version.find(".module") != std::string_view::npos;
}

// "nodejs:18" of "nodejs:18:8060020220523160029:ad008a3a".
std::string_view stream_of(std::string_view modularity) {
  const std::size_t first = modularity.find(':');
  if (first == std::string_view::npos) return modularity;
  return modularity.substr(0, modularity.find(':', first + 1));
}

// Whether a row speaks of this build of a package: one of a module and one of the base system have
// different versions under the same name.
bool fits_module(const AffectedRow& row, const Package& package) {
  if (package.type != "rpm") return true;
  const bool row_is_modular =
      !row.modularity.empty() || std::ranges::any_of(row.intervals, [](const auto& interval) {
        return is_modular(interval.last);
      });
  const bool package_is_modular = !package.modularity.empty() || is_modular(package.version);
  if (row_is_modular != package_is_modular) return false;
  return row.modularity.empty() || package.modularity.empty() ||
         stream_of(row.modularity) == stream_of(package.modularity);
}

bool fits_architecture(const AffectedRow& row, const Package& package) {
  return row.architectures.empty() || package.architecture.empty() ||
         package.architecture == "noarch" || package.architecture == "all" ||
         std::ranges::find(row.architectures, package.architecture) != row.architectures.end();
}

void add_once(std::vector<std::string>& list, std::string_view text) {
  if (!text.empty() && std::ranges::find(list, text) == list.end()) list.emplace_back(text);
}

// How much a status says that something can be done, the least first.
bool says_more(const VulnerabilityMatch& a, Status status, bool has_fix) {
  if (a.fixed.empty() != !has_fix) return has_fix;
  return a.fixed.empty() && a.status == Status::affected && status != Status::affected;
}

class Matcher {
 public:
  Matcher(const SystemInventory& inventory, const LookupFile& advisories)
      : inventory_(inventory), advisories_(advisories) {
    if (inventory.distribution) scope_ = advisory_scope(*inventory.distribution);
  }

  // What comes first in a report.
  auto key(const VulnerabilityMatch& match) const {
    return std::tuple(match.exploited_since.empty(), -static_cast<int>(match.rating), -match.epss,
                      match.fixed.empty(), std::string_view(match.id),
                      std::string_view(inventory_.packages[match.package].package.name));
  }

  MatchResult run() {
    for (std::size_t i = 0; i < inventory_.packages.size(); ++i) look_up(i);
    add_gaps();
    std::ranges::stable_sort(result_.matches,
                             [&](const auto& a, const auto& b) { return key(a) < key(b); });
    return std::move(result_);
  }

 private:
  void look_up(std::size_t index) {
    const Package& package = inventory_.packages[index].package;
    if (!is_system_package(package)) {
      const std::string_view ecosystem = language_ecosystem(package);
      if (ecosystem.empty()) return add_unknown("of the type " + package.type, index);
      if (!advisories_.covers(ecosystem)) return add_uncovered(std::string(ecosystem), index);
      ++result_.examined;
      std::map<std::uint32_t, std::size_t> found;
      return look_up(index, ecosystem, advisory_name(package), package.version, found);
    }
    if (!inventory_.distribution || scope_.ecosystem.empty()) {
      ++of_unknown_system_;
      return;
    }
    if (is_third_party(package, *inventory_.distribution)) {
      third_party_.push_back(index);
      return;
    }
    std::vector<std::string> ecosystems = scope_.also;
    ecosystems.insert(ecosystems.begin(), scope_.ecosystem);
    std::erase_if(ecosystems, [&](const std::string& one) { return !advisories_.covers(one); });
    if (ecosystems.empty()) return add_uncovered(scope_.ecosystem, index);
    ++result_.examined;
    std::map<std::uint32_t, std::size_t> found;
    for (const std::string& ecosystem : ecosystems) {
      // What publishers for rpm name is now the source, now the binary package, and differs within
      // one publisher: Red Hat's VEX documents name what is fixed by binaries, and what is affected
      // by its component.
      const bool both = package.type == "rpm" && package.name != package.source_name;
      if (scope_.by_source || both) {
        look_up(index, ecosystem, package.source_name, package.source_version, found);
      }
      if (!scope_.by_source || both) {
        look_up(index, ecosystem, package.name, package.version, found);
      }
    }
  }

  // `found`: the matches of this package so far, by vulnerability.
  void look_up(std::size_t index, std::string_view ecosystem, const std::string& name,
               const std::string& version, std::map<std::uint32_t, std::size_t>& found) {
    const std::vector<AffectedRow> rows = advisories_.rows_of(ecosystem, name);
    std::set<std::string>& sources = sources_of(ecosystem);
    std::string_view last;
    for (const AffectedRow& row : rows) {
      if (row.source != std::exchange(last, row.source)) sources.emplace(row.source);
    }
    if (rows.empty()) return;
    const Package& package = inventory_.packages[index].package;
    const Ordering* ordering = ordering_of(ecosystem);
    if (ordering != nullptr && !ordering->compare(version, version)) {
      unparsable_.insert(package.name + " " + version);
      ordering = nullptr;
    }
    for (const AffectedRow& row : rows) {
      if (!fits_module(row, package) || !fits_architecture(row, package)) continue;
      const VersionAnswer said = answer(row, version, ordering);
      if (!said.unparsable.empty()) {
        bad_advisories_.insert(std::string(name) + " " + std::string(said.unparsable));
      }
      if (!said.is_affected) continue;
      const auto place = found.find(row.vulnerability);
      if (place != found.end()) {
        combine(result_.matches[place->second], row, said.fixed, ordering);
        continue;
      }
      found[row.vulnerability] = result_.matches.size();
      result_.matches.push_back(make(index, row, said.fixed));
    }
  }

  std::set<std::string>& sources_of(std::string_view ecosystem) {
    const auto found = result_.sources.find(ecosystem);
    return found != result_.sources.end() ? found->second : result_.sources[std::string(ecosystem)];
  }

  VulnerabilityMatch make(std::size_t index, const AffectedRow& row, std::string_view fixed) const {
    const VulnerabilityRecord record = advisories_.vulnerability(row.vulnerability);
    VulnerabilityMatch match;
    match.id = record.id;
    match.aliases.assign(record.aliases.begin(), record.aliases.end());
    match.package = index;
    match.status = row.status;
    match.note = row.note;
    match.fixed = fixed;
    add_once(match.advisories, row.advisory);
    add_once(match.sources, row.source);
    if (const SeverityClaim* const claim = deciding_claim(row.severities, record.severities)) {
      match.rating = rating_of(*claim);
      match.rated_by = claim->source;
    }
    if (const SeverityClaim* const claim = vector_claim(row.severities, record.severities)) {
      match.vector = claim->vector;
      if (const auto scores = cvss_scores(claim->vector)) match.score = scores->base;
    }
    // Without any word of a rating, what it means for this package is still said by its status.
    if (match.status == Status::unimportant) {
      match.rating = Rating::negligible;
      match.rated_by = row.source;
    }
    match.exploited_since = record.exploited_since;
    match.epss = record.epss;
    match.summary = record.summary;
    match.published = record.published;
    match.references.assign(record.references.begin(), record.references.end());
    return match;
  }

  // Another row of the same vulnerability and package. Who has the later of two fixes has both.
  void combine(VulnerabilityMatch& match, const AffectedRow& row, std::string_view fixed,
               const Ordering* ordering) const {
    add_once(match.advisories, row.advisory);
    add_once(match.sources, row.source);
    if (says_more(match, row.status, !fixed.empty())) {
      match.status = row.status;
      match.note = row.note;
      match.fixed = fixed;
    } else if (!fixed.empty() && ordering != nullptr) {
      const auto order = ordering->compare(match.fixed, fixed);
      if (order && *order < 0) match.fixed = fixed;
    }
  }

  void add_unknown(const std::string& what, std::size_t) { ++unknown_[what]; }
  void add_uncovered(const std::string& ecosystem, std::size_t) { ++uncovered_[ecosystem]; }

  void add_gaps() {
    if (of_unknown_system_ > 0) {
      const std::string what = counted(of_unknown_system_, "package");
      if (!inventory_.distribution) {
        result_.gaps.push_back({what,
                                verb(of_unknown_system_, "belongs", "belong") +
                                    " to a system that does not say what it is (no os-release)",
                                {}});
      } else {
        result_.gaps.push_back(
            {what, "of " + inventory_.distribution->title + ": " + scope_.why, {}});
      }
    }
    for (const auto& [ecosystem, count] : uncovered_) {
      result_.gaps.push_back({counted(count, "package"),
                              verb(count, "is", "are") + " of " + ecosystem +
                                  ", for which the advisory file has nothing",
                              "build one with its advisories: boltseal db build"});
    }
    for (const auto& [what, count] : unknown_) {
      result_.gaps.push_back(
          {counted(count, "package"),
           verb(count, "is", "are") + " " + what + ", for which no advisories are known",
           {}});
    }
    if (!third_party_.empty()) {
      result_.gaps.push_back({counted(third_party_.size(), "package"),
                              "came from elsewhere than the distribution, whose advisories say "
                              "nothing about " +
                                  verb(third_party_.size(), "it", "them") + ": " +
                                  names(third_party_),
                              {}});
    }
    if (!unparsable_.empty()) {
      result_.gaps.push_back({counted(unparsable_.size(), "package"),
                              verb(unparsable_.size(), "has a version", "have versions") +
                                  " that cannot be compared: " + some(unparsable_),
                              {}});
    }
    if (!bad_advisories_.empty()) {
      result_.gaps.push_back({counted(bad_advisories_.size(), "advisory version"),
                              "cannot be compared: " + some(bad_advisories_),
                              {}});
    }
  }

  static std::string verb(std::size_t count, std::string_view one, std::string_view several) {
    return std::string(count == 1 ? one : several);
  }

  std::string names(const std::vector<std::size_t>& packages) const {
    std::set<std::string> all;
    for (const std::size_t i : packages) all.insert(inventory_.packages[i].package.name);
    return some(all);
  }

  static std::string some(const std::set<std::string>& all) {
    constexpr std::size_t shown = 5;
    std::vector<std::string> first;
    for (const std::string& one : all) {
      if (first.size() == shown) break;
      first.push_back(one);
    }
    const std::size_t more = all.size() - first.size();
    return join(first, ", ") + (more > 0 ? " and " + std::to_string(more) + " more" : "");
  }

  const SystemInventory& inventory_;
  const LookupFile& advisories_;
  AdvisoryScope scope_;
  MatchResult result_;
  std::size_t of_unknown_system_ = 0;
  std::map<std::string, std::size_t> uncovered_, unknown_;
  std::vector<std::size_t> third_party_;
  std::set<std::string> unparsable_, bad_advisories_;
};

}  // namespace

MatchResult match(const SystemInventory& inventory, const LookupFile& advisories) {
  return Matcher(inventory, advisories).run();
}

}  // namespace boltseal
