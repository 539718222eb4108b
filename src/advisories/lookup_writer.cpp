#include "advisories/lookup_writer.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "advisories/lookup_format.h"
#include "base/digest.h"
#include "base/json_writer.h"

namespace boltseal {
namespace {

using TextId = std::uint32_t;  // a number of Texts
using Interval = VersionInterval<TextId>;

/// Keeps each text once, and numbers them.
class Texts {
 public:
  Texts() { of(""); }
  TextId of(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    const auto number = static_cast<TextId>(all_.size());
    numbers_.emplace(all_.emplace_back(text), number);
    return number;
  }
  const std::string& operator[](TextId number) const { return all_[number]; }

 private:
  std::deque<std::string> all_;
  std::unordered_map<std::string_view, TextId> numbers_;
};

struct Claim {
  TextId source = 0, vector = 0;
  Rating rating = Rating::unknown;
  friend auto operator<=>(const Claim&, const Claim&) = default;
};

struct Row {
  TextId ecosystem = 0, package = 0, vulnerability = 0, advisory = 0, source = 0;
  Status status = Status::affected;
  TextId note = 0, modularity = 0;
  std::vector<TextId> architectures, versions;
  std::vector<Interval> intervals;
  std::vector<Claim> severities;
};

struct Vulnerability {
  std::set<TextId> aliases;  // ids that are the same
  // With the source, so that which one counts does not depend on the order of reading.
  std::vector<std::pair<TextId, TextId>> summaries, published, modified;
  std::vector<Claim> severities;
  std::vector<std::pair<TextId, TextId>> references;
  TextId exploited_since = 0;
  float epss = -1;
};

// CVE before all other names, then what most tools know.
int rank_of_id(std::string_view id) {
  constexpr std::string_view known[] = {"CVE-", "GHSA-", "GO-", "RUSTSEC-", "PYSEC-"};
  for (int i = 0; i < 5; ++i) {
    if (id.starts_with(known[i])) return i;
  }
  return 5;
}

constexpr std::size_t most_references = 3;

/// Texts in the order in which they are first written, each once.
class StringSection {
 public:
  explicit StringSection(const Texts& texts) : texts_(texts) { bytes_ += '\0'; }
  std::uint64_t of(TextId text) {
    if (text == 0) return 0;
    if (text >= places_.size()) places_.resize(text + 1024, 0);
    if (places_[text] == 0) {
      places_[text] = bytes_.size();
      lookup::put_number(bytes_, texts_[text].size());
      bytes_ += texts_[text];
    }
    return places_[text];
  }
  const std::string& bytes() const { return bytes_; }

 private:
  const Texts& texts_;
  std::vector<std::uint64_t> places_;
  std::string bytes_;
};

}  // namespace

namespace {

// Errata of Enterprise Linux that mend other faults (BA) or bring something new (EA).
bool mends_no_vulnerability(const Advisory& advisory) {
  constexpr std::string_view others[] = {"ALBA-", "ALEA-", "RLBA-", "RLEA-",
                                         "RHBA-", "RHEA-", "ELBA-", "ELEA-"};
  return advisory.upstream.empty() && advisory.aliases.empty() &&
         std::ranges::any_of(
             others, [&](std::string_view other) { return advisory.id.starts_with(other); });
}

}  // namespace

struct LookupWriter::State {
  Texts texts;
  std::vector<Row> rows;
  std::unordered_map<TextId, Vulnerability> vulnerabilities;

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
    add(known.summaries, advisory.summary);
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
    row.architectures = state.all_of(affected.architectures);
    std::vector<std::string> versions = affected.versions;
    std::ranges::sort(versions);
    versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
    row.versions = state.all_of(versions);
    for (const VersionRange& range : affected.ranges) {
      for (const auto& interval : intervals_of(range, affected.ecosystem)) {
        row.intervals.push_back(
            {state.texts.of(interval.introduced), interval.end, state.texts.of(interval.last)});
      }
    }
    row.severities = state.claims(affected.severities);
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

namespace {

// Everything by its text, since numbers depend on the order of reading.
class InOrder {
 public:
  explicit InOrder(const Texts& texts) : texts_(texts) {}

  auto key(const Row& row) const {
    return std::tuple(std::string_view(texts_[row.vulnerability]),
                      std::string_view(texts_[row.modularity]),
                      std::string_view(texts_[row.source]), std::string_view(texts_[row.advisory]),
                      row.status, std::string_view(texts_[row.note]));
  }
  bool operator()(const Row& a, const Row& b) const {
    const auto left = key(a), right = key(b);
    if (left != right) return left < right;
    return details(a) < details(b);
  }
  std::string details(const Row& row) const {
    std::string all;
    const auto put = [&](TextId text) { (all += texts_[text]) += '\n'; };
    for (const Interval& interval : row.intervals) {
      put(interval.introduced);
      all += static_cast<char>(interval.end);
      put(interval.last);
    }
    for (const TextId version : row.versions) (all += texts_[version]) += '\t';
    for (const TextId architecture : row.architectures) put(architecture);
    for (const Claim& claim : row.severities) {
      put(claim.source);
      put(claim.vector);
      all += static_cast<char>(claim.rating);
    }
    return all;
  }
  bool operator()(const Claim& a, const Claim& b) const {
    return std::tuple(std::string_view(texts_[a.source]), std::string_view(texts_[a.vector]),
                      a.rating) < std::tuple(std::string_view(texts_[b.source]),
                                             std::string_view(texts_[b.vector]), b.rating);
  }
  bool operator()(const std::pair<TextId, TextId>& a, const std::pair<TextId, TextId>& b) const {
    return std::pair(std::string_view(texts_[a.first]), std::string_view(texts_[a.second])) <
           std::pair(std::string_view(texts_[b.first]), std::string_view(texts_[b.second]));
  }

 private:
  const Texts& texts_;
};

void put_claims(std::string& out, std::vector<Claim> claims, StringSection& strings,
                const Texts& texts) {
  std::ranges::sort(claims, InOrder(texts));
  claims.erase(std::unique(claims.begin(), claims.end()), claims.end());
  lookup::put_number(out, claims.size());
  for (const Claim& claim : claims) {
    lookup::put_number(out, strings.of(claim.source));
    lookup::put_number(out, static_cast<std::uint64_t>(claim.rating));
    lookup::put_number(out, strings.of(claim.vector));
  }
}

void put_row(std::string& out, const Row& row, std::uint32_t vulnerability, StringSection& strings,
             const Texts& texts) {
  std::uint8_t parts = 0;
  if (row.note != 0) parts |= lookup::has_note;
  if (row.modularity != 0) parts |= lookup::has_modularity;
  if (!row.architectures.empty()) parts |= lookup::has_architectures;
  if (!row.versions.empty()) parts |= lookup::has_versions;
  if (!row.severities.empty()) parts |= lookup::has_severities;
  if (row.advisory != 0) parts |= lookup::has_advisory;
  out += static_cast<char>(parts);
  out += static_cast<char>(row.status);
  lookup::put_number(out, vulnerability);
  lookup::put_number(out, strings.of(row.source));
  if (row.advisory != 0) lookup::put_number(out, strings.of(row.advisory));
  if (row.note != 0) lookup::put_number(out, strings.of(row.note));
  if (row.modularity != 0) lookup::put_number(out, strings.of(row.modularity));
  const auto put_list = [&](const std::vector<TextId>& list) {
    lookup::put_number(out, list.size());
    for (const TextId text : list) lookup::put_number(out, strings.of(text));
  };
  if (!row.architectures.empty()) put_list(row.architectures);
  lookup::put_number(out, row.intervals.size());
  for (const Interval& interval : row.intervals) {
    lookup::put_number(
        out, strings.of(interval.introduced) << 2 | static_cast<std::uint64_t>(interval.end));
    if (interval.end != IntervalEnd::never) lookup::put_number(out, strings.of(interval.last));
  }
  if (!row.versions.empty()) put_list(row.versions);
  if (!row.severities.empty()) put_claims(out, row.severities, strings, texts);
}

// The one of the source that comes first by name: any would do, but always the same.
TextId first_of(std::vector<std::pair<TextId, TextId>> said, const Texts& texts) {
  if (said.empty()) return 0;
  return std::ranges::min(said, InOrder(texts)).second;
}

void put_vulnerability(std::string& out, TextId id, Vulnerability& known, StringSection& strings,
                       const Texts& texts) {
  lookup::put_number(out, strings.of(id));
  std::vector<std::string_view> aliases;
  std::map<std::string_view, TextId> by_text;
  for (const TextId alias : known.aliases) by_text[texts[alias]] = alias;
  lookup::put_number(out, by_text.size());
  for (const auto& [text, alias] : by_text) lookup::put_number(out, strings.of(alias));
  lookup::put_number(out, strings.of(first_of(known.summaries, texts)));
  lookup::put_number(out, strings.of(first_of(known.published, texts)));
  lookup::put_number(out, strings.of(first_of(known.modified, texts)));
  lookup::put_number(out, strings.of(known.exploited_since));
  // In hundred-thousandths, as EPSS is published, and one more, so that 0 is "not given".
  lookup::put_number(
      out, known.epss < 0 ? 0 : static_cast<std::uint64_t>(known.epss * 100'000.0F + 0.5F) + 1);
  put_claims(out, known.severities, strings, texts);
  std::ranges::sort(known.references, InOrder(texts));
  std::vector<TextId> references;
  for (const auto& [source, url] : known.references) {
    if (references.size() < most_references && std::ranges::count(references, url) == 0) {
      references.push_back(url);
    }
  }
  lookup::put_number(out, references.size());
  for (const TextId url : references) lookup::put_number(out, strings.of(url));
}

void append_bytes(std::string& out, const void* from, std::size_t size) {
  out.append(static_cast<const char*>(from), size);
}

std::string info_text(const std::vector<AdvisorySource>& sources,
                      const std::set<std::string>& ecosystems, std::size_t packages,
                      std::size_t vulnerabilities) {
  StringOutput text;
  {
    JsonWriter json(text);
    json.begin_object();
    json.member("packages", packages);
    json.member("vulnerabilities", vulnerabilities);
    json.begin_array("sources");
    for (const AdvisorySource& source : sources) {
      json.begin_object();
      json.member("name", source.name);
      json.member("date", source.date);
      json.member("digest", source.digest);
      json.member("records", source.records);
      json.member("affected", source.affected);
      json.end_object();
    }
    json.end_array();
    json.begin_array("ecosystems");
    for (const std::string& ecosystem : ecosystems) json.value(ecosystem);
    json.end_array();
    json.end_object();
  }
  return text.text;
}

}  // namespace

std::string LookupWriter::finish(const std::vector<AdvisorySource>& sources) {
  State& state = *state_;
  const Texts& texts = state.texts;
  std::set<std::string> ecosystems;  // also those of which nothing is left in the end
  for (const Row& row : state.rows) {
    if (!ecosystems.contains(texts[row.ecosystem])) ecosystems.insert(texts[row.ecosystem]);
  }
  state.merge_groups();
  state.drop_not_affected();

  // Rows by package: (hash, ecosystem, package).
  std::map<std::pair<TextId, TextId>, std::vector<std::uint32_t>> by_package;
  for (std::size_t i = 0; i < state.rows.size(); ++i) {
    by_package[{state.rows[i].ecosystem, state.rows[i].package}].push_back(
        static_cast<std::uint32_t>(i));
  }
  struct Key {
    std::uint64_t hash;
    TextId ecosystem, package;
    std::vector<std::uint32_t>* rows;
  };
  std::vector<Key> keys;
  for (auto& [key, rows] : by_package) {
    keys.push_back(
        {lookup::hash_of(texts[key.first], texts[key.second]), key.first, key.second, &rows});
  }
  std::ranges::sort(keys, [&](const Key& a, const Key& b) {
    return std::tuple(a.hash, std::string_view(texts[a.ecosystem]),
                      std::string_view(texts[a.package])) <
           std::tuple(b.hash, std::string_view(texts[b.ecosystem]),
                      std::string_view(texts[b.package]));
  });

  // Only what a row names is kept.
  std::vector<TextId> ids;
  for (const Row& row : state.rows) ids.push_back(row.vulnerability);
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::ranges::sort(ids, {}, [&](TextId id) { return std::string_view(texts[id]); });
  std::unordered_map<TextId, std::uint32_t> index_of;
  for (std::size_t i = 0; i < ids.size(); ++i) index_of[ids[i]] = static_cast<std::uint32_t>(i);

  StringSection strings(texts);
  std::string rows, packages, records, vulnerabilities;
  std::vector<std::uint32_t> directory(lookup::directory_size, 0);
  const InOrder in_order(texts);
  for (const Key& key : keys) {
    lookup::PackageEntry entry;
    entry.hash = key.hash;
    entry.begin = static_cast<std::uint32_t>(rows.size());
    lookup::put_number(rows, strings.of(key.ecosystem));
    lookup::put_number(rows, strings.of(key.package));
    std::ranges::sort(*key.rows, [&](std::uint32_t a, std::uint32_t b) {
      return in_order(state.rows[a], state.rows[b]);
    });
    std::string last;
    for (const std::uint32_t number : *key.rows) {
      const Row& row = state.rows[number];
      std::string one;
      put_row(one, row, index_of.at(row.vulnerability), strings, texts);
      // Two files of one source may say the same.
      if (one != last) rows += one;
      last = std::move(one);
    }
    entry.size = static_cast<std::uint32_t>(rows.size() - entry.begin);
    append_bytes(packages, &entry, sizeof entry);
    ++directory[(key.hash >> (64 - lookup::directory_bits)) + 1];
  }
  for (std::size_t i = 1; i < directory.size(); ++i) directory[i] += directory[i - 1];
  for (const TextId id : ids) {
    const auto begin = static_cast<std::uint32_t>(vulnerabilities.size());
    append_bytes(records, &begin, sizeof begin);
    put_vulnerability(vulnerabilities, id, state.vulnerabilities[id], strings, texts);
  }

  const std::string info = info_text(sources, ecosystems, keys.size(), ids.size());
  std::string_view directory_bytes(reinterpret_cast<const char*>(directory.data()),
                                   directory.size() * sizeof directory.front());
  const std::string_view sections[lookup::section_count] = {
      info, strings.bytes(), directory_bytes, packages, rows, records, vulnerabilities};
  lookup::Header header;
  lookup::magic.copy(header.magic_text.data(), header.magic_text.size());
  header.version = lookup::format_version;
  std::string file(sizeof header, '\0');
  for (std::size_t i = 0; i < lookup::section_count; ++i) {
    file.resize((file.size() + 7) / 8 * 8);  // numbers are read where they lie
    header.sections[i] = {file.size(), sections[i].size()};
    file += sections[i];
  }
  // The digest covers where the sections are, too.
  Digester digest;
  digest.add({reinterpret_cast<const char*>(header.sections.data()), sizeof header.sections});
  digest.add(std::string_view(file).substr(sizeof header));
  digest.finish().copy(header.digest.data(), header.digest.size() - 1);
  std::memcpy(file.data(), &header, sizeof header);
  return file;
}

}  // namespace boltseal
