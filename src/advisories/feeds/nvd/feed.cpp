#include "advisories/feeds/nvd/feed.h"

#include <string>
#include <utility>

#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"

namespace boltseal {
namespace {

bool recognises(const FeedFile& file) {
  return feeds::first_byte(file.bytes) == '{' &&
         (feeds::begins_with(file.bytes, {"\"resultsPerPage\"", "\"NVD_CVE\""}) ||
          feeds::begins_with(file.bytes, {"\"CVE_data_type\"", "\"CVE_data_format\""}));
}

std::string english(const json& descriptions) {
  for (const json& one : feeds::items_of(descriptions)) {
    if (text_in(one, "lang") == "en") return feeds::first_sentence(text_in(one, "value"));
  }
  return {};
}

void claim(VulnerabilityNote& note, std::string_view source, std::string vector,
           std::string_view word) {
  if (vector.empty()) return;
  note.severities.push_back({std::string(source), feeds::rating_of(word), std::move(vector)});
}

// NVD shows what others say ("Secondary") beside its own, under their addresses or, of those that
// assign no ids, a number: CISA's program that enriches records.
std::string_view name_of_source(std::string_view source) {
  if (source.empty() || source == "nvd@nist.gov") return "nvd";
  return source == "134c704f-9b21-4f2e-91b3-4a467353bcc0" ? "cisa" : source;
}

// API 2.0: one object of `vulnerabilities`.
VulnerabilityNote read_answer(const json& entry) {
  const json& cve = feeds::in(entry, "cve");
  VulnerabilityNote note{.id = text_in(cve, "id"),
                         .summary = english(feeds::in(cve, "descriptions"))};
  const json& metrics = feeds::in(cve, "metrics");
  for (const char* const version :
       {"cvssMetricV40", "cvssMetricV31", "cvssMetricV30", "cvssMetricV2"}) {
    for (const json& metric : feeds::items_of(feeds::in(metrics, version))) {
      const json& data = feeds::in(metric, "cvssData");
      std::string word = text_in(data, "baseSeverity");
      if (word.empty()) word = text_in(metric, "baseSeverity");
      claim(note, name_of_source(text_in(metric, "source")), text_in(data, "vectorString"), word);
    }
  }
  return note;
}

// 1.1: one object of `CVE_Items`.
VulnerabilityNote read_item(const json& entry) {
  const json& cve = feeds::in(entry, "cve");
  VulnerabilityNote note{
      .id = text_in(feeds::in(cve, "CVE_data_meta"), "ID"),
      .summary = english(feeds::in(feeds::in(cve, "description"), "description_data"))};
  const json& v3 = feeds::in(feeds::in(entry, "impact"), "baseMetricV3");
  const json& v2 = feeds::in(feeds::in(entry, "impact"), "baseMetricV2");
  claim(note, "nvd", text_in(feeds::in(v3, "cvssV3"), "vectorString"),
        text_in(feeds::in(v3, "cvssV3"), "baseSeverity"));
  claim(note, "nvd", text_in(feeds::in(v2, "cvssV2"), "vectorString"), text_in(v2, "severity"));
  return note;
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  return feeds::stream_json(file, 2, [&](std::span<const std::string> keys, const json& entry) {
    if (keys[0] != "vulnerabilities" && keys[0] != "CVE_Items") return;
    VulnerabilityNote note = keys[0] == "CVE_Items" ? read_item(entry) : read_answer(entry);
    if (feeds::is_advisory_id(note.id)) {
      sink.add(std::move(note));
    } else {
      sink.trouble({"an entry has no id", std::string(file.path), {}, {}});
    }
  });
}

}  // namespace

const Feed nvd_feed = {"nvd", "NVD", recognises, read};

}  // namespace boltseal
