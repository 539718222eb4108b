#include "advisories/feeds/friendsofphp/feed.h"

#include <string>
#include <utility>

#include "advisories/feeds/records.h"
#include "advisories/feeds/requirement.h"
#include "advisories/feeds/statements.h"
#include "base/files.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::string_view scheme = "composer://";

bool recognises(const FeedFile& file) {
  if (!file.path.ends_with(".yaml") || !is_letter(feeds::first_byte(file.bytes))) return false;
  return feeds::begins_with(file.bytes, {"branches:", "versions:"}, 2048) ||
         feeds::begins_with(file.bytes, {"reference: composer:"}, 2048);
}

// Most advisories without a CVE are called by their day, and several packages have the same one.
std::string id_in_path(std::string_view path, std::string_view package) {
  path = base_name(path);
  std::string name(path.substr(0, path.rfind('.')));
  if (name.starts_with("CVE-")) return name;
  return "FOP-" + std::string(package) + "-" + name;
}

Result<Advisory> read_record(const json& record, const FeedFile& file) {
  const std::string reference = text_in(record, "reference");
  if (!reference.starts_with(scheme)) return fail("the record names no package of Composer");
  const std::string package = to_lower(reference.substr(scheme.size()));
  Advisory advisory{.id = text_in(record, "cve"),
                    .source = "friendsofphp",
                    .summary = feeds::first_sentence(text_in(record, "title"))};
  if (!feeds::is_advisory_id(advisory.id)) advisory.id = id_in_path(file.path, package);
  if (!feeds::is_advisory_id(advisory.id)) return fail("the record has no id");
  if (std::string url = text_in(record, "link"); !url.empty()) advisory.references.push_back(url);

  Affected affected{.ecosystem = "Packagist", .package = package};
  const Ordering& ordering = feeds::ordering_of(feeds::Dialect::composer);
  const json& branches = feeds::in(record, "branches");
  if (!branches.is_object()) return fail("the record has no branches");
  for (const auto& [name, branch] : branches.items()) {
    // The comparators of one branch hold together.
    const std::string text = join(feeds::texts_of(feeds::in(branch, "versions")), ",");
    const auto spans = feeds::read_requirement(text, feeds::Dialect::composer);
    if (text.empty() || !spans) {
      return fail("the branch " + sanitize(name) + " has no versions: \"" + sanitize(text) + "\"");
    }
    for (VersionRange& range : feeds::ranges_of(*spans, ordering)) {
      affected.ranges.push_back(std::move(range));
    }
  }
  advisory.affected.push_back(std::move(affected));
  return advisory;
}

Result<void> read(const FeedFile& file, AdvisorySink& sink) {
  return feeds::read_records(file, sink, read_record);
}

}  // namespace

const Feed friendsofphp_feed = {"friendsofphp", "FriendsOfPHP", recognises, read};

}  // namespace boltseal
