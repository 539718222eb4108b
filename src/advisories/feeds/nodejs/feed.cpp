#include "advisories/feeds/nodejs/feed.h"

#include <string>
#include <utility>

#include "advisories/feeds/records.h"
#include "advisories/feeds/requirement.h"
#include "advisories/feeds/statements.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool is_core(std::string_view path) { return feeds::is_below(path, "vuln/core"); }

bool recognises(const FeedFile& file) {
  if (!file.path.ends_with(".json") || feeds::first_byte(file.bytes) != '{') return false;
  if (!is_digit(base_name(file.path)[0])) return false;  // index.json has all of them again.
  if (is_core(file.path))
    return feeds::begins_with(file.bytes, {"\"cve\"", "\"vulnerable\""}, 4096);
  return feeds::is_below(file.path, "vuln/npm") &&
         feeds::begins_with(file.bytes, {"\"id\"", "\"title\""});
}

Result<std::vector<feeds::Span>> spans_under(const json& record, const char* key) {
  const std::string text = text_in(record, key);
  const auto spans = feeds::read_requirement(text, feeds::Dialect::npm);
  if (text.empty() || !spans) {
    return fail("`" + std::string(key) + "` is no range of versions: \"" + sanitize(text) + "\"");
  }
  return *spans;
}

// Node itself: lines of releases, and what of them is mended.
Result<Affected> read_core(const json& record) {
  const Ordering& ordering = feeds::ordering_of(feeds::Dialect::npm);
  const auto bad = spans_under(record, "vulnerable");
  if (!bad) return std::unexpected(bad.error());
  const auto good = spans_under(record, "patched");
  if (!good) return std::unexpected(good.error());
  const auto rest = feeds::outside(*good, ordering);
  const auto both = rest ? feeds::common(*bad, *rest, ordering) : std::nullopt;
  if (!both) return fail("its versions cannot be compared");
  return Affected{
      .ecosystem = "Node.js", .package = "node", .ranges = feeds::ranges_of(*both, ordering)};
}

Result<Affected> read_package(const json& record) {
  Affected affected{.ecosystem = "npm", .package = text_in(record, "module_name")};
  if (affected.package.empty()) return fail("the record names no module");
  const auto bad = spans_under(record, "vulnerable_versions");
  if (!bad) return std::unexpected(bad.error());
  affected.ranges = feeds::ranges_of(*bad, feeds::ordering_of(feeds::Dialect::npm));
  return affected;
}

Result<Advisory> read_record(const json& record, const FeedFile& file) {
  const bool core = is_core(file.path);
  const std::string name(base_name(file.path));
  Advisory advisory{
      .id = (core ? "NSWG-COR-" : "NSWG-ECO-") + name.substr(0, name.rfind('.')),
      .source = "nodejs",
      .summary = feeds::first_sentence(text_in(record, core ? "description" : "title")),
      .published = feeds::rfc3339(text_in(record, "publish_date"))};
  // One record may tell of several vulnerabilities, which are then none of its other names.
  std::vector<std::string> cves = feeds::ids_of(feeds::in(record, core ? "cve" : "cves"));
  (cves.size() == 1 ? advisory.aliases : advisory.upstream) = std::move(cves);
  const std::string vector = text_in(record, "cvss_vector");
  if (vector.starts_with("CVSS:")) {
    advisory.severities.push_back({"nodejs", Rating::unknown, vector});
  }
  feeds::rate(advisory.severities, "nodejs", feeds::rating_of(text_in(record, "severity")));
  for (std::string& url : feeds::texts_of(feeds::in(record, core ? "ref" : "references"))) {
    advisory.references.push_back(std::move(url));
  }
  Result<Affected> affected = core ? read_core(record) : read_package(record);
  if (!affected) return std::unexpected(affected.error());
  advisory.affected.push_back(std::move(*affected));
  return advisory;
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  return feeds::read_records(file, sink, read_record);
}

}  // namespace

const Feed nodejs_feed = {"nodejs", "Node.js security working group", recognises, read};

}  // namespace boltseal
