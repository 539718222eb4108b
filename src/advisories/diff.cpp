#include "advisories/diff.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "model/advisory.h"

namespace boltseal {
namespace {

/// What a file says of one package, in words that can be compared, by vulnerability.
using Statements = std::map<std::string_view, std::string>;

std::string text_of(const VersionInterval<std::string_view>& interval) {
  const std::string from =
      interval.introduced.empty() ? "" : "from " + std::string(interval.introduced) + " ";
  const std::string last(interval.last);
  switch (interval.end) {
    case IntervalEnd::before_fix: return from + "fixed in " + last;
    case IntervalEnd::at_last: return from + "up to " + last;
    case IntervalEnd::before_limit: return from + "before " + last;
    case IntervalEnd::never: break;
  }
  return from + "not fixed";
}

std::string text_of(const AffectedRow& row) {
  std::string text;
  const auto add = [&](std::string_view part) {
    if (!part.empty()) text.append(text.empty() ? "" : ", ").append(part);
  };
  if (row.status != Status::affected) add(name_of(row.status));
  for (const auto& interval : row.intervals) add(text_of(interval));
  if (!row.versions.empty()) add(std::to_string(row.versions.size()) + " versions");
  add(row.modularity);
  for (const std::string_view architecture : row.architectures) add(architecture);
  return text;
}

// What tells two rows apart that have the same text: rarely more than a severity.
std::string details_of(const AffectedRow& row) {
  std::string all;
  for (const std::string_view version : row.versions) (all += version) += ' ';
  return all;
}

struct Said {
  std::string text, details;
  friend bool operator==(const Said&, const Said&) = default;
};

std::map<std::string_view, Said> statements(const LookupFile& file,
                                            const std::vector<AffectedRow>& rows) {
  std::map<std::string_view, Said> all;
  for (const AffectedRow& row : rows) {
    Said& said = all[file.vulnerability(row.vulnerability).id];
    const std::string text = text_of(row);
    // Several sources often say the same.
    if (said.text.find(text) == std::string::npos || text.empty()) {
      said.text += (said.text.empty() ? "" : "; ") + text;
    }
    said.details += details_of(row);
  }
  return all;
}

void compare_package(const LookupFile& before, const std::vector<AffectedRow>& rows_before,
                     const LookupFile& after, const std::vector<AffectedRow>& rows_after,
                     std::string_view ecosystem, std::string_view package, LookupDiff& diff) {
  const auto then = statements(before, rows_before), now = statements(after, rows_after);
  for (const auto& [id, said] : then) {
    const auto found = now.find(id);
    if (found == now.end()) {
      diff.packages.push_back({DiffKind::went, ecosystem, package, id, said.text, {}});
    } else if (found->second != said) {
      diff.packages.push_back(
          {DiffKind::changed, ecosystem, package, id, said.text, found->second.text});
    }
  }
  for (const auto& [id, said] : now) {
    if (!then.contains(id)) {
      diff.packages.push_back({DiffKind::came, ecosystem, package, id, {}, said.text});
    }
  }
}

std::string exploited(const VulnerabilityRecord& record) {
  return record.exploited_since.empty()
             ? "not known to be exploited"
             : "known to be exploited since " + std::string(record.exploited_since);
}

std::string severity(const VulnerabilityRecord& record) {
  std::string text;
  for (const SeverityClaim& claim : record.severities) {
    text += text.empty() ? "" : ", ";
    text += claim.source + " " +
            (claim.vector.empty() ? std::string(name_of(claim.rating)) : claim.vector);
  }
  return text.empty() ? "no severity" : text;
}

void compare_vulnerabilities(const VulnerabilityRecord& then, const VulnerabilityRecord& now,
                             LookupDiff& diff) {
  std::string before, after;
  const auto look = [&](std::string old_text, std::string new_text) {
    if (old_text == new_text) return;
    before += (before.empty() ? "" : "; ") + old_text;
    after += (after.empty() ? "" : "; ") + new_text;
  };
  look(exploited(then), exploited(now));
  look(severity(then), severity(now));
  if (before != after) {
    diff.vulnerabilities.push_back({DiffKind::changed, now.id, before, after});
  }
}

// Both files have them in the order of their ids.
void merge_vulnerabilities(const LookupFile& before, const LookupFile& after, LookupDiff& diff) {
  std::uint32_t i = 0, k = 0;
  const auto size_before = static_cast<std::uint32_t>(before.vulnerability_count());
  const auto size_after = static_cast<std::uint32_t>(after.vulnerability_count());
  while (i < size_before || k < size_after) {
    const VulnerabilityRecord then =
        i < size_before ? before.vulnerability(i) : VulnerabilityRecord();
    const VulnerabilityRecord now = k < size_after ? after.vulnerability(k) : VulnerabilityRecord();
    if (k == size_after || (i < size_before && then.id < now.id)) {
      diff.vulnerabilities.push_back({DiffKind::went, then.id, {}, {}});
      ++i;
    } else if (i == size_before || now.id < then.id) {
      std::string what = now.exploited_since.empty() ? "" : exploited(now);
      diff.vulnerabilities.push_back({DiffKind::came, now.id, {}, std::move(what)});
      ++k;
    } else {
      compare_vulnerabilities(then, now, diff);
      ++i;
      ++k;
    }
  }
}

std::vector<std::string> missing_in(const LookupFile& file, const std::vector<std::string>& all) {
  std::vector<std::string> missing;
  for (const std::string& ecosystem : all) {
    if (!file.covers(ecosystem)) missing.push_back(ecosystem);
  }
  return missing;
}

}  // namespace

std::string_view name_of(DiffKind kind) {
  return kind == DiffKind::came ? "came" : kind == DiffKind::went ? "went" : "changed";
}

LookupDiff diff_of(const LookupFile& before, const LookupFile& after) {
  LookupDiff diff;
  diff.new_ecosystems = missing_in(before, after.ecosystems());
  diff.gone_ecosystems = missing_in(after, before.ecosystems());
  before.for_each_package([&](std::string_view ecosystem, std::string_view package,
                              const std::vector<AffectedRow>& rows) {
    const auto now = after.rows_of(ecosystem, package);
    diff.gone_packages += now.empty() ? 1 : 0;
    compare_package(before, rows, after, now, ecosystem, package, diff);
  });
  after.for_each_package([&](std::string_view ecosystem, std::string_view package,
                             const std::vector<AffectedRow>& rows) {
    if (!before.rows_of(ecosystem, package).empty()) return;
    ++diff.new_packages;
    compare_package(before, {}, after, rows, ecosystem, package, diff);
  });
  std::ranges::sort(diff.packages, {}, [](const PackageChange& change) {
    return std::tuple(change.kind, change.ecosystem, change.package, change.vulnerability);
  });
  merge_vulnerabilities(before, after, diff);
  std::ranges::stable_sort(diff.vulnerabilities, {}, &VulnerabilityChange::kind);
  return diff;
}

}  // namespace boltseal
