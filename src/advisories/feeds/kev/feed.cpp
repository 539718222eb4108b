#include "advisories/feeds/kev/feed.h"

#include <algorithm>
#include <string>
#include <utility>

#include "advisories/feeds/csv.h"
#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"
#include "base/date.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::string_view csv_head = "cveID,vendorProject,product,vulnerabilityName,dateAdded";

bool recognises(const FeedFile& file) {
  if (file.path.ends_with(".csv")) return file.bytes.starts_with(csv_head);
  return feeds::first_byte(file.bytes) == '{' &&
         feeds::begins_with(file.bytes, {"\"catalogVersion\"", "\"dateReleased\""}) &&
         !feeds::begins_with(file.bytes, {"\"$schema\""});  // What such a file looks like.
}

void add(const FeedFile& file, AdvisorySink& sink, std::string id, std::string day,
         std::string summary) {
  if (!feeds::is_advisory_id(id) || !parse_date(day)) {
    sink.trouble(
        {"an entry has no id or no day: \"" + sanitize(id) + "\", \"" + sanitize(day) + "\"",
         std::string(file.path),
         {},
         {}});
    return;
  }
  sink.add(VulnerabilityNote{.id = std::move(id),
                             .exploited_since = std::move(day),
                             .summary = feeds::first_sentence(summary)});
}

Result<void> read_csv(const FeedFile& file, AdvisorySink& sink) {
  std::string_view rest = file.bytes;
  // Found by their names: columns were added over the years.
  const std::vector<std::string> head = feeds::next_csv_record(rest);
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(std::ranges::find(head, name) - head.begin());
  };
  const std::size_t id = column("cveID"), day = column("dateAdded"),
                    name = column("vulnerabilityName");
  if (std::max({id, day, name}) >= head.size()) {
    return fail("lacks one of the columns cveID, dateAdded and vulnerabilityName",
                std::string(file.path), {}, "fetch the file again");
  }
  while (!rest.empty()) {
    std::vector<std::string> fields = feeds::next_csv_record(rest);
    if (fields.size() == 1 && fields[0].empty()) continue;
    fields.resize(std::max(fields.size(), head.size()));
    add(file, sink, fields[id], fields[day], fields[name]);
  }
  return {};
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  if (file.path.ends_with(".csv")) return read_csv(file, sink);
  return feeds::stream_json(file, 2, [&](auto keys, const json& entry) {
    if (keys[0] != "vulnerabilities") return;
    add(file, sink, text_in(entry, "cveID"), text_in(entry, "dateAdded"),
        text_in(entry, "vulnerabilityName"));
  });
}

}  // namespace

const Feed kev_feed = {"kev", "CISA known exploited vulnerabilities", recognises, read};

}  // namespace boltseal
