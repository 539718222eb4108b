#include "advisories/feeds/oval/criteria.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "advisories/feeds/csaf/products.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal::oval {
namespace {

// More releases than this share no row.
constexpr std::size_t most_releases = 200;

// The text before and behind a phrase; both empty when it is not there.
std::pair<std::string_view, std::string_view> around(std::string_view text,
                                                     std::string_view phrase) {
  const std::size_t at = text.find(phrase);
  if (at == text.npos) return {};
  return {trim(text.substr(0, at)), trim(text.substr(at + phrase.size()))};
}

bool take_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text = trim(text.substr(0, text.size() - end.size()));
  return true;
}

// Oracle builds some packages again for Ksplice and FIPS, under versions that compare wrongly with
// those of everybody's.
bool is_other_build(std::string_view version) {
  return version.find(".ksplice") != version.npos || version.find("_fips") != version.npos;
}

// What a row is about, its architecture apart.
using Key = std::tuple<std::string, std::string, std::string, Status, std::string>;
Key key_of(const Affected& row) {
  std::string versions;
  for (const VersionRange& range : row.ranges) {
    for (const VersionEvent& event : range.events) versions += event.version + " ";
  }
  return {row.ecosystem, row.package, row.modularity, row.status, std::move(versions)};
}

}  // namespace

std::string release_of(std::string_view platform) {
  for (const std::string_view system : {"Oracle Linux", "AlmaLinux"}) {
    if (!platform.starts_with(system)) continue;
    const std::string_view release = trim(platform.substr(system.size()));
    const bool is_number = !release.empty() && std::ranges::all_of(release, is_digit);
    return is_number ? std::string(system) + ":" + std::string(release) : std::string();
  }
  return csaf::ecosystem_of_suse(platform);
}

void Criteria::begin_level() { levels_.push_back({.first = rows_.size()}); }

void Criteria::end_level() {
  if (levels_.empty()) return;
  Level level = std::move(levels_.back());
  levels_.pop_back();
  if (rows_.size() > level.first) return settle(level);
  // A level of conditions alone: they hold for what stands beside it.
  if (levels_.empty()) return;
  Level& outer = levels_.back();
  for (std::string& release : level.releases) outer.releases.push_back(std::move(release));
  if (outer.module.empty()) outer.module = std::move(level.module);
  if (outer.architecture.empty()) outer.architecture = std::move(level.architecture);
}

// A condition holds for everything in its level of criteria, before it and behind it.
void Criteria::settle(Level& level) {
  const std::size_t end = rows_.size();
  level.releases.resize(std::min(level.releases.size(), most_releases));
  for (std::size_t i = level.first; i < end; ++i) {
    if (rows_[i].modularity.empty()) rows_[i].modularity = level.module;
    if (rows_[i].architectures.empty() && !level.architecture.empty()) {
      rows_[i].architectures = {level.architecture};
    }
    if (!rows_[i].ecosystem.empty() || level.releases.empty()) continue;
    rows_[i].ecosystem = level.releases.front();
    for (std::size_t other = 1; other < level.releases.size(); ++other) {
      Affected row = rows_[i];
      row.ecosystem = level.releases[other];
      rows_.push_back(std::move(row));
    }
  }
}

void Criteria::read(std::string_view comment, Form form) {
  // Azure Linux's: "Package golang is earlier than 1.20.7-1, affected by CVE-2023-29409".
  constexpr std::string_view named = "Package ";
  const bool is_named = comment.starts_with(named);
  if (is_named)
    comment = comment.substr(named.size(), comment.find(", affected by") - named.size());
  if (const auto [package, version] = around(comment, " is earlier than "); !package.empty()) {
    if (!is_other_build(version)) add(package, feeds::before(feeds::without_zero_epoch(version)));
  } else if (const auto [above, low] = around(comment, " is greater than "); is_named) {
    if (!above.empty()) return bound_below(above, low);
    auto [upto, high] = around(comment, " is installed with version ");
    if (!upto.empty() && take_end(high, " or earlier")) add(upto, feeds::up_to(high));
  } else if (!levels_.empty()) {
    read_condition(comment);
    if (form == Form::suse) read_suse(comment);
    if (form == Form::unaffected && take_end(comment, " is not installed")) {
      add(comment, feeds::every_version(), Status::not_affected);
    }
  }
}

void Criteria::read_condition(std::string_view comment) {
  constexpr std::string_view module = "Module ", architecture = " arch is ";
  Level& level = levels_.back();
  if (comment.starts_with(module) && take_end(comment, " is enabled")) {
    level.module = comment.substr(module.size());
  } else if (const auto [system, name] = around(comment, architecture); !name.empty()) {
    level.architecture = name;
  } else if (take_end(comment, " is installed")) {
    if (std::string release = release_of(comment); !release.empty()) {
      level.releases.push_back(std::move(release));
    }
  }
}

void Criteria::read_suse(std::string_view comment) {
  if (take_end(comment, " is not affected")) {
    add(comment, feeds::every_version(), Status::not_affected);
  } else if (take_end(comment, " is affected")) {
    add(comment, feeds::every_version());
  } else if (take_end(comment, " is installed") && comment.find(' ') == comment.npos) {
    const std::size_t release = comment.rfind('-');
    if (release == comment.npos || release == 0) return;
    const std::size_t version = comment.rfind('-', release - 1);
    if (version == comment.npos || version == 0) return;
    add(comment.substr(0, version), feeds::before(comment.substr(version + 1)));
  }
}

void Criteria::add(std::string_view package, VersionRange range, Status status) {
  if (package.empty() || package.find(' ') != package.npos) return;
  rows_.push_back(
      {.package = std::string(package), .ranges = {std::move(range)}, .status = status});
}

// "Package golang is greater than 1.19.0" stands beside the end of the range.
void Criteria::bound_below(std::string_view package, std::string_view version) {
  if (version == "0.0.0") return;
  for (Affected& row : rows_) {
    if (row.package == package) row.ranges[0].events[0].version = version;
  }
}

std::vector<Affected> Criteria::take() {
  std::vector<Affected> rows;
  std::map<Key, std::size_t> known;
  for (Affected& row : rows_) {
    const auto [at, is_new] = known.emplace(key_of(row), rows.size());
    if (is_new) {
      rows.push_back(std::move(row));
      continue;
    }
    Affected& same = rows[at->second];
    if (row.architectures.empty()) same.architectures.clear();
    for (std::string& one : row.architectures) {
      if (same.architectures.empty() ||
          std::ranges::find(same.architectures, one) != same.architectures.end()) {
        continue;
      }
      same.architectures.push_back(std::move(one));
    }
  }
  // A version for each architecture is kept apart; the same for those that there are is for all.
  using Place = std::tuple<std::string_view, std::string_view, std::string_view>;
  std::map<Place, std::size_t> versions;
  for (const Affected& row : rows) ++versions[{row.ecosystem, row.package, row.modularity}];
  for (Affected& row : rows) {
    if (versions[{row.ecosystem, row.package, row.modularity}] == 1) row.architectures.clear();
  }
  rows_.clear();
  levels_.clear();
  return rows;
}

}  // namespace boltseal::oval
