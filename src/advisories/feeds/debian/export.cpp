#include "advisories/feeds/debian/export.h"

#include <utility>

#include "advisories/feeds/debian/verdict.h"
#include "advisories/feeds/records.h"
#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal::debian {
namespace {

// "medium**" is a rating that was taken over from NVD.
Rating rating_of_urgency(std::string_view urgency) {
  while (urgency.ends_with('*')) urgency.remove_suffix(1);
  return feeds::rating_of(urgency);
}

// False when the release says nothing that can be used.
bool read_release(const json& release, Affected& affected) {
  const std::string status = text_in(release, "status");
  const std::string fixed = text_in(release, "fixed_version");
  const std::string urgency = text_in(release, "urgency");
  const std::string reason = text_in(release, "nodsa_reason");
  affected.ranges = {feeds::every_version()};
  if (status == "resolved") {
    if (fixed.empty()) return false;
    if (fixed == "0") return judge("not-affected", affected);  // The release never had it.
    affected.ranges = {feeds::before(fixed)};
  } else if (status == "undetermined") {
    return judge("undetermined", affected);
  } else if (status != "open") {
    return false;
  }
  feeds::rate(affected.severities, "debian", rating_of_urgency(urgency));
  if (urgency == "unimportant" || urgency == "end-of-life") return judge(urgency, affected);
  if (status == "open" && feeds::in(release, "nodsa").is_string()) {
    // Without a reason nobody decided more than that there will be no advisory for it.
    return judge(reason.empty() ? "no-dsa" : reason, affected) || judge("no-dsa", affected);
  }
  return true;
}

}  // namespace

Result<void> read_export(const FeedFile& file, AdvisorySink& sink) {
  return feeds::stream_json(file, 2, [&](std::span<const std::string> keys, const json& entry) {
    const std::string& package = keys[0];
    const auto complain = [&](std::string_view what) {
      std::string message = sanitize(keys[1]) + " of " + sanitize(package) + ": ";
      sink.trouble({message += what, std::string(file.path), {}, {}});
    };
    Advisory advisory{.id = keys[1], .source = "debian"};
    if (!feeds::is_advisory_id(advisory.id)) return complain("this is no id");
    advisory.summary = feeds::first_sentence(text_in(entry, "description"));
    const json& releases = feeds::in(entry, "releases");
    if (!releases.is_object()) return complain("there are no releases");
    for (const auto& [codename, release] : releases.items()) {
      Affected affected{.ecosystem = ecosystem_of(codename), .package = package};
      if (read_release(release, affected)) {
        advisory.affected.push_back(std::move(affected));
      } else {
        complain("the status in " + sanitize(codename) + " is none that the tracker uses");
      }
    }
    sink.add(std::move(advisory));
  });
}

}  // namespace boltseal::debian
