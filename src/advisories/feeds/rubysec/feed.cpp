#include "advisories/feeds/rubysec/feed.h"

#include <string>
#include <utility>
#include <vector>

#include "advisories/feeds/records.h"
#include "advisories/feeds/requirement.h"
#include "advisories/feeds/statements.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool recognises(const FeedFile& file) {
  if (!file.path.ends_with(".yml")) return false;
  const std::string_view head = file.bytes.substr(0, 200);
  const bool named = head.starts_with("---\ngem:") || head.starts_with("---\r\ngem:") ||
                     head.starts_with("gem:") || head.starts_with("---\nengine:") ||
                     head.starts_with("---\nlibrary:");
  return named || (is_letter(feeds::first_byte(head)) && feeds::is_below(file.path, "gems") &&
                   feeds::begins_with(head, {"\ngem:"}));
}

// "CVE-2023-50725" of "2023-50725"; empty when there is none.
std::string id_of(std::string_view prefix, const std::string& number) {
  return number.empty() ? "" : std::string(prefix) + number;
}

// "CVE-2023-50725" of "gems/resque/CVE-2023-50725.yml".
std::string id_in_path(std::string_view path) {
  path = base_name(path);
  return std::string(path.substr(0, path.rfind('.')));
}

// Names the requirement that cannot be read.
Result<void> add_spans(const json& requirements, std::vector<feeds::Span>& spans) {
  for (const std::string& text : feeds::texts_of(requirements)) {
    const auto read = feeds::read_requirement(text, feeds::Dialect::gem);
    if (!read) return fail("this is no requirement: \"" + sanitize(text) + "\"");
    spans.insert(spans.end(), read->begin(), read->end());
  }
  return {};
}

Result<Advisory> read_record(const json& record, const FeedFile& file) {
  Advisory advisory{.source = "rubysec",
                    .summary = feeds::first_sentence(text_in(record, "title")),
                    .published = feeds::rfc3339(text_in(record, "date"))};
  for (const std::string& id :
       {id_of("CVE-", text_in(record, "cve")), id_of("GHSA-", text_in(record, "ghsa")),
        id_of("OSVDB-", text_in(record, "osvdb"))}) {
    if (id.empty() || !feeds::is_advisory_id(id)) continue;
    if (advisory.id.empty()) {
      advisory.id = id;
    } else {
      advisory.aliases.push_back(id);
    }
  }
  if (advisory.id.empty()) advisory.id = id_in_path(file.path);
  if (!feeds::is_advisory_id(advisory.id)) return fail("the record has no id");
  if (std::string url = text_in(record, "url"); !url.empty()) advisory.references.push_back(url);

  Affected affected{.ecosystem = "RubyGems", .package = text_in(record, "gem")};
  for (const char* const key : {"engine", "library"}) {
    if (!affected.package.empty()) break;
    affected = {.ecosystem = "Ruby", .package = text_in(record, key)};
  }
  if (affected.package.empty()) return fail("the record names no gem");
  // jruby's and the like: other builds of the gem, under the same name.
  affected.note = text_in(record, "platform");

  std::vector<feeds::Span> good;
  for (const char* const key : {"patched_versions", "unaffected_versions"}) {
    if (const auto added = add_spans(feeds::in(record, key), good); !added) {
      return std::unexpected(added.error());
    }
  }
  const Ordering& ordering = feeds::ordering_of(feeds::Dialect::gem);
  const auto bad = feeds::outside(std::move(good), ordering);
  if (!bad) return fail("its versions cannot be compared");
  affected.ranges = feeds::ranges_of(*bad, ordering);
  advisory.affected.push_back(std::move(affected));
  return advisory;
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  return feeds::read_records(file, sink, read_record);
}

}  // namespace

const Feed rubysec_feed = {"rubysec", "Ruby Advisory Database", recognises, read};

}  // namespace boltseal
