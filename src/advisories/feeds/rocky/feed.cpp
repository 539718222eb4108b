#include "advisories/feeds/rocky/feed.h"

#include <string>
#include <utility>
#include <vector>

#include "advisories/feeds/records.h"
#include "advisories/feeds/rpm_updates.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal {
namespace {

bool recognises(const FeedFile& file) {
  return feeds::first_byte(file.bytes) == '{' &&
         feeds::begins_with(file.bytes, {"\"advisories\"", "\"synopsis\"", "\"RL"}, 4096);
}

// "ruby:2.5" of "Important: ruby:2.5 security update", which is where alone the stream of a module
// is told; "rhel8" is there what the service made of "Rocky Linux8". Several: "virt:rhel and
// virt-devel:rhel".
std::vector<std::string> streams_of(std::string synopsis) {
  constexpr std::string_view own = ":Rocky Linux";
  for (std::size_t at = synopsis.find(own); at != synopsis.npos; at = synopsis.find(own, at)) {
    synopsis.replace(at, own.size(), ":rhel");
  }
  std::vector<std::string> streams;
  for (std::string_view word : split(synopsis, ' ')) {
    while (!word.empty() && word.back() == ',') word.remove_suffix(1);
    const std::size_t colon = word.find(':');
    if (colon != word.npos && colon > 0 && colon + 1 < word.size()) streams.emplace_back(word);
  }
  return streams;
}

void add_package(const feeds::RpmPublisher& publisher, const std::string& nevra,
                 const std::vector<std::string>& streams, feeds::RpmPackages& packages) {
  const feeds::RpmVersion package = feeds::read_nevra(nevra);
  const bool is_modular = package.release.find(".module+el") != package.release.npos;
  if (!is_modular || streams.empty()) return packages.add(publisher, package, {});
  for (const std::string& stream : streams) packages.add(publisher, package, stream);
}

void read_advisory(const FeedFile& file, AdvisorySink& sink, const json& answer) {
  // The third version has "kind": "Security" instead.
  if (text_in(answer, "type") != "TYPE_SECURITY" && text_in(answer, "kind") != "Security") return;
  Advisory advisory{.id = text_in(answer, "name")};
  const feeds::RpmPublisher* const publisher = feeds::rpm_publisher_of(advisory.id);
  if (publisher == nullptr) return sink.trouble(feeds::unknown_update(advisory.id, file));
  advisory.source = publisher->name;
  const std::string synopsis = text_in(answer, "synopsis");
  advisory.summary = feeds::first_sentence(synopsis);
  for (const char* const key : {"publishedAt", "published_at"}) {
    if (advisory.published.empty()) advisory.published = feeds::rfc3339(text_in(answer, key));
  }
  advisory.modified = feeds::rfc3339(text_in(answer, "updated_at"));
  const std::string severity = text_in(answer, "severity");  // "SEVERITY_LOW", "Low"
  feeds::rate(advisory.severities, advisory.source,
              feeds::rating_of(severity.substr(severity.find('_') + 1)));
  for (const json& cve : feeds::items_of(feeds::in(answer, "cves"))) {
    for (const char* const key : {"name", "cve"}) {
      std::string id = text_in(cve, key);
      if (feeds::is_advisory_id(id)) advisory.upstream.push_back(std::move(id));
    }
  }
  const std::vector<std::string> streams = streams_of(synopsis);
  feeds::RpmPackages packages;
  const json& products = feeds::in(answer, "rpms");
  if (products.is_object()) {
    for (const auto& [product, rpms] : products.items()) {
      for (const std::string& nevra : feeds::texts_of(feeds::in(rpms, "nvras"))) {
        add_package(*publisher, nevra, streams, packages);
      }
    }
  }
  for (const json& package : feeds::items_of(feeds::in(answer, "packages"))) {
    add_package(*publisher, text_in(package, "nevra"), streams, packages);
  }
  advisory.affected = packages.take();
  sink.add(std::move(advisory));
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  return feeds::stream_json(file, 2, [&](std::span<const std::string> keys, const json& answer) {
    if (keys[0] == "advisories") read_advisory(file, sink, answer);
  });
}

}  // namespace

const Feed rocky_feed = {"rocky", "Rocky Linux errata", recognises, read};

}  // namespace boltseal
