#include "advisories/feeds/almalinux/feed.h"

#include <string>
#include <utility>

#include "advisories/feeds/records.h"
#include "advisories/feeds/rpm_updates.h"
#include "advisories/feeds/statements.h"

namespace boltseal {
namespace {

// The newer form begins with {"data": and has dates in seconds; the older one is a list of what a
// database held, with dates in milliseconds.
bool recognises(const FeedFile& file) {
  const char first = feeds::first_byte(file.bytes);
  if (first == '{') {
    return feeds::begins_with(file.bytes, {"\"data\"", "\"id\"", "\"AL"}, 32 * 1024) &&
           feeds::begins_with(file.bytes, {"\"issued_date\"", "\"packages\""}, 64 * 1024);
  }
  return first == '[' &&
         feeds::begins_with(file.bytes, {"\"updateinfo_id\"", "\"bs_repo_id\""}, 4096);
}

std::string time_of(const json& date) {
  const json& milliseconds = feeds::in(date, "$date");
  const json& number = milliseconds.is_null() ? date : milliseconds;
  if (!number.is_number_integer()) return {};
  constexpr std::int64_t most = 253'402'300'799;  // The end of the year 9999.
  const std::int64_t seconds = number.get<std::int64_t>() / (milliseconds.is_null() ? 1 : 1000);
  return seconds < 0 || seconds > most ? std::string() : feeds::rfc3339(seconds);
}

std::string stream_of(const json& module) {
  const std::string name = text_in(module, "name"), stream = text_in(module, "stream");
  return name.empty() || stream.empty() ? std::string() : name + ":" + stream;
}

void read_erratum(const FeedFile& file, AdvisorySink& sink, const json& erratum) {
  if (text_in(erratum, "type") != "security") return;
  Advisory advisory{.id = text_in(erratum, "id")};
  if (advisory.id.empty()) advisory.id = text_in(erratum, "updateinfo_id");
  const feeds::RpmPublisher* const publisher = feeds::rpm_publisher_of(advisory.id);
  if (publisher == nullptr) return sink.trouble(feeds::unknown_update(advisory.id, file));
  advisory.source = publisher->name;
  advisory.summary = feeds::first_sentence(text_in(erratum, "title"));
  advisory.published = time_of(feeds::in(erratum, "issued_date"));
  advisory.modified = time_of(feeds::in(erratum, "updated_date"));
  feeds::rate(advisory.severities, advisory.source, feeds::rating_of(text_in(erratum, "severity")));
  for (const json& reference : feeds::items_of(feeds::in(erratum, "references"))) {
    std::string id = text_in(reference, "id");
    if (text_in(reference, "type") == "cve" && feeds::is_advisory_id(id)) {
      advisory.upstream.push_back(std::move(id));
    } else if (text_in(reference, "type") == "self") {
      advisory.references.push_back(text_in(reference, "href"));
    }
  }
  const json& list = feeds::in(erratum, "pkglist");
  const std::string shared = stream_of(feeds::in(list, "module"));
  feeds::RpmPackages packages;
  for (const json* const held : {&erratum, &list}) {
    for (const json& package : feeds::items_of(feeds::in(*held, "packages"))) {
      const std::string name = text_in(package, "name"), epoch = text_in(package, "epoch"),
                        version = text_in(package, "version"),
                        release = text_in(package, "release");
      const std::string own = feeds::module_stream(text_in(package, "module"));
      packages.add(*publisher, {name, epoch, version, release}, own.empty() ? shared : own);
    }
  }
  advisory.affected = packages.take();
  sink.add(std::move(advisory));
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  const bool is_list = feeds::first_byte(file.bytes) == '[';
  return feeds::stream_json(file, is_list ? 1 : 2,
                            [&](std::span<const std::string> keys, const json& erratum) {
                              if (is_list || keys[0] == "data") read_erratum(file, sink, erratum);
                            });
}

}  // namespace

const Feed almalinux_feed = {"almalinux", "AlmaLinux errata", recognises, read};

}  // namespace boltseal
