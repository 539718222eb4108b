#include "advisories/lookup_encode.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "advisories/lookup_format.h"
#include "base/digest.h"

namespace boltseal {

void write_sources(JsonWriter& json, std::span<const AdvisorySource> sources,
                   std::span<const std::string> ecosystems) {
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
}

namespace lookup {
namespace {

/// Texts in the order in which they are first written, each once.
class StringSection {
 public:
  explicit StringSection(const Texts& texts) : texts_(texts) { bytes_ += '\0'; }
  std::uint64_t of(TextId text) {
    if (text == 0) return 0;
    if (text >= places_.size()) places_.resize(text + 1024, 0);
    if (places_[text] == 0) {
      places_[text] = bytes_.size();
      put_number(bytes_, texts_[text].size());
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

// Everything by its text, since numbers depend on the order of reading.
class InOrder {
 public:
  explicit InOrder(const Records& known) : known_(known), texts_(known.texts) {}

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
    for (const Interval& interval : known_.interval_lists[row.intervals]) {
      put(interval.introduced);
      all += static_cast<char>(interval.end);
      put(interval.last);
    }
    for (const TextId version : known_.text_lists[row.versions]) (all += texts_[version]) += '\t';
    for (const TextId one : known_.text_lists[row.architectures]) put(one);
    for (const Claim& claim : known_.claim_lists[row.severities]) {
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
  const Records& known_;
  const Texts& texts_;
};

void put_claims(std::string& out, std::vector<Claim> claims, StringSection& strings,
                const InOrder& in_order) {
  std::ranges::sort(claims, in_order);
  claims.erase(std::unique(claims.begin(), claims.end()), claims.end());
  put_number(out, claims.size());
  for (const Claim& claim : claims) {
    put_number(out, strings.of(claim.source));
    put_number(out, static_cast<std::uint64_t>(claim.rating));
    put_number(out, strings.of(claim.vector));
  }
}

void put_row(std::string& out, const Row& row, std::uint32_t vulnerability, StringSection& strings,
             const Records& known, const InOrder& in_order) {
  std::uint8_t parts = 0;
  if (row.note != 0) parts |= has_note;
  if (row.modularity != 0) parts |= has_modularity;
  if (row.architectures != 0) parts |= has_architectures;
  if (row.versions != 0) parts |= has_versions;
  if (row.severities != 0) parts |= has_severities;
  if (row.advisory != 0) parts |= has_advisory;
  out += static_cast<char>(parts);
  out += static_cast<char>(row.status);
  put_number(out, vulnerability);
  put_number(out, strings.of(row.source));
  if (row.advisory != 0) put_number(out, strings.of(row.advisory));
  if (row.note != 0) put_number(out, strings.of(row.note));
  if (row.modularity != 0) put_number(out, strings.of(row.modularity));
  const auto put_list = [&](ListId number) {
    const std::vector<TextId>& list = known.text_lists[number];
    put_number(out, list.size());
    for (const TextId text : list) put_number(out, strings.of(text));
  };
  if (row.architectures != 0) put_list(row.architectures);
  const std::vector<Interval>& intervals = known.interval_lists[row.intervals];
  put_number(out, intervals.size());
  for (const Interval& interval : intervals) {
    put_number(out,
               strings.of(interval.introduced) << 2 | static_cast<std::uint64_t>(interval.end));
    if (interval.end != IntervalEnd::never) put_number(out, strings.of(interval.last));
  }
  if (row.versions != 0) put_list(row.versions);
  if (row.severities != 0) {
    put_claims(out, known.claim_lists[row.severities], strings, in_order);
  }
}

// The one of the source that comes first by name: any would do, but always the same.
TextId first_of(const std::vector<std::pair<TextId, TextId>>& said, const InOrder& in_order) {
  return said.empty() ? 0 : std::ranges::min(said, in_order).second;
}

void put_vulnerability(std::string& out, TextId id, Vulnerability& known, StringSection& strings,
                       const Texts& texts, const InOrder& in_order) {
  put_number(out, strings.of(id));
  std::map<std::string_view, TextId> by_text;
  for (const TextId alias : known.aliases) by_text[texts[alias]] = alias;
  put_number(out, by_text.size());
  for (const auto& [text, alias] : by_text) put_number(out, strings.of(alias));
  put_number(out, strings.of(first_of(known.summaries, in_order)));
  put_number(out, strings.of(first_of(known.published, in_order)));
  put_number(out, strings.of(first_of(known.modified, in_order)));
  put_number(out, strings.of(known.exploited_since));
  // In hundred-thousandths, as EPSS is published, and one more, so that 0 is "not given".
  put_number(out,
             known.epss < 0 ? 0 : static_cast<std::uint64_t>(known.epss * 100'000.0F + 0.5F) + 1);
  put_claims(out, known.severities, strings, in_order);
  std::ranges::sort(known.references, in_order);
  std::vector<TextId> references;
  for (const auto& [source, url] : known.references) {
    if (references.size() < most_references && std::ranges::count(references, url) == 0) {
      references.push_back(url);
    }
  }
  put_number(out, references.size());
  for (const TextId url : references) put_number(out, strings.of(url));
}

void append_bytes(std::string& out, const void* from, std::size_t size) {
  out.append(static_cast<const char*>(from), size);
}

std::string info_text(std::span<const AdvisorySource> sources,
                      std::span<const std::string> ecosystems, std::size_t packages,
                      std::size_t vulnerabilities) {
  StringOutput text;
  {
    JsonWriter json(text);
    json.begin_object();
    json.member("packages", packages);
    json.member("vulnerabilities", vulnerabilities);
    write_sources(json, sources, ecosystems);
    json.end_object();
  }
  return text.text;
}

}  // namespace

std::string encode(Records& known, std::span<const AdvisorySource> sources,
                   std::span<const std::string> ecosystems) {
  const Texts& texts = known.texts;
  // Rows by package: (hash, ecosystem, package).
  std::map<std::pair<TextId, TextId>, std::vector<std::uint32_t>> by_package;
  for (std::size_t i = 0; i < known.rows.size(); ++i) {
    by_package[{known.rows[i].ecosystem, known.rows[i].package}].push_back(
        static_cast<std::uint32_t>(i));
  }
  struct Key {
    std::uint64_t hash;
    TextId ecosystem, package;
    std::vector<std::uint32_t>* rows;
  };
  std::vector<Key> keys;
  for (auto& [key, rows] : by_package) {
    keys.push_back({hash_of(texts[key.first], texts[key.second]), key.first, key.second, &rows});
  }
  std::ranges::sort(keys, [&](const Key& a, const Key& b) {
    return std::tuple(a.hash, std::string_view(texts[a.ecosystem]),
                      std::string_view(texts[a.package])) <
           std::tuple(b.hash, std::string_view(texts[b.ecosystem]),
                      std::string_view(texts[b.package]));
  });

  // Only what a row names is kept.
  std::vector<TextId> ids;
  for (const Row& row : known.rows) ids.push_back(row.vulnerability);
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::ranges::sort(ids, {}, [&](TextId id) { return std::string_view(texts[id]); });
  std::unordered_map<TextId, std::uint32_t> index_of;
  for (std::size_t i = 0; i < ids.size(); ++i) index_of[ids[i]] = static_cast<std::uint32_t>(i);

  StringSection strings(texts);
  std::string rows, packages, records, vulnerabilities;
  std::vector<std::uint32_t> directory(directory_size, 0);
  const InOrder in_order(known);
  for (const Key& key : keys) {
    PackageEntry entry;
    entry.hash = key.hash;
    entry.begin = static_cast<std::uint32_t>(rows.size());
    put_number(rows, strings.of(key.ecosystem));
    put_number(rows, strings.of(key.package));
    std::ranges::sort(*key.rows, [&](std::uint32_t a, std::uint32_t b) {
      return in_order(known.rows[a], known.rows[b]);
    });
    std::string last;
    for (const std::uint32_t number : *key.rows) {
      const Row& row = known.rows[number];
      std::string one;
      put_row(one, row, index_of.at(row.vulnerability), strings, known, in_order);
      // Two files of one source may say the same.
      if (one != last) rows += one;
      last = std::move(one);
    }
    entry.size = static_cast<std::uint32_t>(rows.size() - entry.begin);
    append_bytes(packages, &entry, sizeof entry);
    ++directory[(key.hash >> (64 - directory_bits)) + 1];
  }
  for (std::size_t i = 1; i < directory.size(); ++i) directory[i] += directory[i - 1];
  for (const TextId id : ids) {
    const auto begin = static_cast<std::uint32_t>(vulnerabilities.size());
    append_bytes(records, &begin, sizeof begin);
    put_vulnerability(vulnerabilities, id, known.vulnerabilities[id], strings, texts, in_order);
  }

  std::string support;
  for (const auto& [key, series] : known.series) {
    for (const std::string* const text :
         {&series.product, &series.series, &series.end, &series.said_on}) {
      put_number(support, text->size());
      support += *text;
    }
  }

  const std::string info = info_text(sources, ecosystems, keys.size(), ids.size());
  std::string_view directory_bytes(reinterpret_cast<const char*>(directory.data()),
                                   directory.size() * sizeof directory.front());
  const std::string_view sections[section_count] = {
      info, strings.bytes(), directory_bytes, packages, rows, records, vulnerabilities, support};
  Header header;
  magic.copy(header.magic_text.data(), header.magic_text.size());
  header.version = format_version;
  std::string file(sizeof header, '\0');
  for (std::size_t i = 0; i < section_count; ++i) {
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

}  // namespace lookup
}  // namespace boltseal
