#include "advisories/lookup_writer.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "advisories/lookup_encode.h"
#include "advisories/lookup_records.h"

namespace boltseal {

using lookup::Claim;
using lookup::most_references;
using lookup::Row;
using lookup::TextId;
using lookup::Vulnerability;

namespace {

// CVE before all other names, then what most tools know.
int rank_of_id(std::string_view id) {
  constexpr std::string_view known[] = {"CVE-", "GHSA-", "GO-", "RUSTSEC-", "PYSEC-"};
  for (int i = 0; i < 5; ++i) {
    if (id.starts_with(known[i])) return i;
  }
  return 5;
}

// Errata of Enterprise Linux that mend other faults (BA) or bring something new (EA).
bool mends_no_vulnerability(const Advisory& advisory) {
  constexpr std::string_view others[] = {"ALBA-", "ALEA-", "RLBA-", "RLEA-",
                                         "RHBA-", "RHEA-", "ELBA-", "ELEA-"};
  return advisory.upstream.empty() && advisory.aliases.empty() &&
         std::ranges::any_of(
             others, [&](std::string_view other) { return advisory.id.starts_with(other); });
}

// "chromium - security update", "Important: kernel security and bug fix update": the title of an
// advisory, which says nothing of the vulnerabilities that it mends, and may name another package
// than the one that they are found in.
bool is_title_of_update(std::string_view summary) {
  return summary.ends_with("update") && summary.find("security") != summary.npos;
}

}  // namespace

struct LookupWriter::State : lookup::Records {
  std::vector<Claim> claims(const std::vector<SeverityClaim>& severities) {
    std::vector<Claim> all;
    for (const SeverityClaim& claim : severities) {
      all.push_back({texts.of(claim.source), texts.of(claim.vector), claim.rating});
    }
    return all;
  }
  std::vector<TextId> all_of(const std::vector<std::string>& list) {
    std::vector<TextId> all;
    for (const std::string& text : list) all.push_back(texts.of(text));
    return all;
  }

  void describe(TextId id, const Advisory& advisory, TextId source) {
    Vulnerability& known = vulnerabilities[id];
    const auto add = [&](auto& list, const std::string& text) {
      if (!text.empty()) list.emplace_back(source, texts.of(text));
    };
    const bool is_itself = texts[id] == advisory.id;
    if (is_itself || !is_title_of_update(advisory.summary)) {
      add(known.summaries, advisory.summary);
    }
    add(known.published, advisory.published);
    add(known.modified, advisory.modified);
    for (std::size_t i = 0; i < std::min(most_references, advisory.references.size()); ++i) {
      add(known.references, advisory.references[i]);
    }
    const std::vector<Claim> all = claims(advisory.severities);
    known.severities.insert(known.severities.end(), all.begin(), all.end());
  }

  // Of two days, of which 0 is none.
  TextId earlier(TextId a, TextId b) const {
    if (a == 0 || b == 0) return std::max(a, b);
    return texts[a] < texts[b] ? a : b;
  }

  // Ids of one group, the one that names it first.
  std::unordered_map<TextId, TextId> group_names();
  void merge_groups();
  void drop_not_affected();
};

LookupWriter::LookupWriter() : state_(std::make_unique<State>()) {}
LookupWriter::~LookupWriter() = default;

void LookupWriter::add(Advisory advisory) {
  if (advisory.withdrawn || advisory.id.empty() || mends_no_vulnerability(advisory)) return;
  State& state = *state_;
  const TextId source = state.texts.of(advisory.source);
  // What names several CVEs as its aliases is an advisory over them.
  const auto is_cve = [](const std::string& id) { return id.starts_with("CVE-"); };
  if (std::ranges::count_if(advisory.aliases, is_cve) > (is_cve(advisory.id) ? 0 : 1)) {
    for (const std::string& alias : advisory.aliases) {
      if (is_cve(alias) && alias != advisory.id) advisory.upstream.push_back(alias);
    }
    std::erase_if(advisory.aliases, is_cve);
  }
  std::vector<std::string> ids = advisory.upstream;
  if (ids.empty() || is_cve(advisory.id)) ids = {advisory.id};
  const bool is_itself = ids.front() == advisory.id;
  for (const std::string& id : ids) {
    const TextId vulnerability = state.texts.of(id);
    state.describe(vulnerability, advisory, source);
    if (!is_itself) continue;
    for (const std::string& alias : advisory.aliases) {
      state.vulnerabilities[vulnerability].aliases.insert(state.texts.of(alias));
    }
  }
  const TextId own_id = is_itself ? 0 : state.texts.of(advisory.id);
  for (const Affected& affected : advisory.affected) {
    Row row;
    row.ecosystem = state.texts.of(affected.ecosystem);
    row.package = state.texts.of(affected.package);
    row.advisory = own_id;
    row.source = source;
    row.status = affected.status;
    row.note = state.texts.of(affected.note);
    row.modularity = state.texts.of(affected.modularity);
    row.architectures = state.text_lists.of(state.all_of(affected.architectures));
    std::vector<std::string> versions = affected.versions;
    std::ranges::sort(versions);
    versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
    row.versions = state.text_lists.of(state.all_of(versions));
    std::vector<lookup::Interval> intervals;
    for (const VersionRange& range : affected.ranges) {
      for (const auto& interval : intervals_of(range, affected.ecosystem)) {
        intervals.push_back(
            {state.texts.of(interval.introduced), interval.end, state.texts.of(interval.last)});
      }
    }
    row.intervals = state.interval_lists.of(std::move(intervals));
    row.severities = state.claim_lists.of(state.claims(affected.severities));
    for (const std::string& id : ids) {
      row.vulnerability = state.texts.of(id);
      state.rows.push_back(row);
    }
  }
}

void LookupWriter::add(VulnerabilityNote note) {
  State& state = *state_;
  Vulnerability& known = state.vulnerabilities[state.texts.of(note.id)];
  if (!note.exploited_since.empty()) {
    const TextId day = state.texts.of(note.exploited_since);
    known.exploited_since = state.earlier(known.exploited_since, day);
  }
  known.epss = std::max(known.epss, note.epss);
  const std::vector<Claim> all = state.claims(note.severities);
  known.severities.insert(known.severities.end(), all.begin(), all.end());
  if (!note.summary.empty() && !all.empty()) {
    known.summaries.emplace_back(all.front().source, state.texts.of(note.summary));
  }
}

void LookupWriter::add(SeriesSupport series) {
  const auto [known, is_new] =
      state_->series.try_emplace(std::pair(series.product, series.series), series);
  if (is_new) return;
  const auto rank = [](const SeriesSupport& one) { return std::tie(one.said_on, one.end); };
  if (rank(series) > rank(known->second)) known->second = std::move(series);
}

// Aliases are symmetric, and what is the same as the same thing is the same.
std::unordered_map<TextId, TextId> LookupWriter::State::group_names() {
  std::unordered_map<TextId, TextId> parent;
  const auto root_of = [&](TextId id) {
    auto found = parent.try_emplace(id, id).first;
    while (found->second != id) {
      id = found->second;
      found = parent.find(id);
      TextId& up = found->second;
      up = parent.at(up);
    }
    return id;
  };
  const auto is_better = [this](TextId a, TextId b) {
    return std::pair(rank_of_id(texts[a]), std::string_view(texts[a])) <
           std::pair(rank_of_id(texts[b]), std::string_view(texts[b]));
  };
  std::vector<std::pair<TextId, TextId>> same;
  for (const auto& [id, known] : vulnerabilities) {
    root_of(id);
    for (const TextId alias : known.aliases) same.emplace_back(id, alias);
  }
  // In an order of their own, because what is joined first may keep others apart.
  std::ranges::sort(same, {}, [this](const auto& pair) {
    const std::string_view a = texts[pair.first], b = texts[pair.second];
    return std::pair(std::min(a, b), std::max(a, b));
  });
  // The best id of a group is its root.
  for (const auto& [id, alias] : same) {
    const TextId a = root_of(id), b = root_of(alias);
    if (a == b) continue;
    // Two CVEs are two vulnerabilities, whatever a third id says.
    if (rank_of_id(texts[a]) == 0 && rank_of_id(texts[b]) == 0) continue;
    if (is_better(a, b)) {
      parent[b] = a;
    } else {
      parent[a] = b;
    }
  }
  std::unordered_map<TextId, TextId> names;
  std::vector<TextId> ids;
  for (const auto& [id, up] : parent) ids.push_back(id);
  for (const TextId id : ids) names[id] = root_of(id);
  return names;
}

void LookupWriter::State::merge_groups() {
  const std::unordered_map<TextId, TextId> names = group_names();
  std::unordered_map<TextId, Vulnerability> merged;
  for (auto& [id, known] : vulnerabilities) {
    const TextId name = names.at(id);
    Vulnerability& into = merged[name];
    if (id != name) into.aliases.insert(id);
    for (const TextId alias : known.aliases) {
      if (names.at(alias) == name && alias != name) into.aliases.insert(alias);
    }
    const auto append = [](auto& to, const auto& from) {
      to.insert(to.end(), from.begin(), from.end());
    };
    append(into.summaries, known.summaries);
    append(into.published, known.published);
    append(into.modified, known.modified);
    append(into.references, known.references);
    append(into.severities, known.severities);
    into.exploited_since = earlier(into.exploited_since, known.exploited_since);
    into.epss = std::max(into.epss, known.epss);
  }
  vulnerabilities = std::move(merged);
  for (Row& row : rows) {
    const TextId name = names.at(row.vulnerability);
    // A finding under its CVE still says which advisory spoke of it.
    if (row.advisory == 0 && name != row.vulnerability) row.advisory = row.vulnerability;
    row.vulnerability = name;
  }
}

void LookupWriter::State::drop_not_affected() {
  // Who says both of one package (Alpine names zlib's CVE-2026-22184 under "0" and under a fix)
  // is believed the worse.
  using Key = std::tuple<TextId, TextId, TextId>;
  const auto key_of = [](const Row& row) {
    return Key(row.ecosystem, row.package, row.vulnerability);
  };
  std::map<Key, std::set<TextId>> cleared;  // and the sources that say so
  for (const Row& row : rows) {
    if (row.status == Status::not_affected) cleared[key_of(row)].insert(row.source);
  }
  for (const Row& row : rows) {
    if (row.status == Status::not_affected) continue;
    if (const auto found = cleared.find(key_of(row)); found != cleared.end()) {
      found->second.erase(row.source);
    }
  }
  std::erase_if(rows, [&](const Row& row) {
    if (row.status == Status::not_affected) return true;
    const auto found = cleared.find(key_of(row));
    return found != cleared.end() && !found->second.empty();
  });
}

std::string LookupWriter::finish(const std::vector<AdvisorySource>& sources) {
  State& state = *state_;
  std::set<std::string> ecosystems;  // also those of which nothing is left in the end
  for (const Row& row : state.rows) ecosystems.insert(state.texts[row.ecosystem]);
  state.merge_groups();
  state.drop_not_affected();
  return lookup::encode(state, sources, std::vector(ecosystems.begin(), ecosystems.end()));
}

}  // namespace boltseal
