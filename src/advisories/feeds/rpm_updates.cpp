#include "advisories/feeds/rpm_updates.h"

#include <algorithm>
#include <utility>

#include "advisories/feeds/statements.h"
#include "base/text.h"

namespace boltseal::feeds {
namespace {

constexpr RpmPublisher publishers[] = {
    {"ALAS", "amazon", "Amazon Linux", "amzn"}, {"ALSA-", "almalinux", "AlmaLinux", "el"},
    {"RLSA-", "rocky", "Rocky Linux", "el"},    {"RXSA-", "rocky", "Rocky Linux", "el"},
    {"ELSA-", "oracle", "Oracle Linux", "el"},
};

}  // namespace

const RpmPublisher* rpm_publisher_of(std::string_view id) {
  const auto found = std::ranges::find_if(
      publishers, [&](const RpmPublisher& one) { return id.starts_with(one.id_prefix); });
  return found == std::end(publishers) || !is_advisory_id(id) ? nullptr : &*found;
}

std::string major_of(std::string_view release, std::string_view mark) {
  for (std::size_t at = release.rfind(mark); at != release.npos && at > 0;
       at = release.rfind(mark, at - 1)) {
    const std::string_view behind = release.substr(at + mark.size());
    const auto stop = std::ranges::find_if_not(behind, is_digit);
    const char before = release[at - 1];
    if (stop != behind.begin() && (before == '.' || before == '_' || before == '+')) {
      return {behind.begin(), stop};
    }
  }
  return {};
}

RpmVersion read_nevra(std::string_view text) {
  if (text.ends_with(".rpm")) text.remove_suffix(4);
  text = text.substr(0, text.rfind('.'));  // The architecture.
  const std::size_t release = text.rfind('-');
  if (release == text.npos || release == 0) return {};
  const std::size_t version = text.rfind('-', release - 1);
  if (version == text.npos || version == 0) return {};
  RpmVersion read{.name = text.substr(0, version),
                  .epoch = {},
                  .version = text.substr(version + 1, release - version - 1),
                  .release = text.substr(release + 1)};
  if (const std::size_t colon = read.version.find(':'); colon != read.version.npos) {
    read.epoch = read.version.substr(0, colon);
    read.version.remove_prefix(colon + 1);
  }
  return read;
}

void RpmPackages::add(const RpmPublisher& publisher, const RpmVersion& package,
                      std::string_view module) {
  const std::string major = major_of(package.release, publisher.release_mark);
  if (package.name.empty() || package.version.empty() || major.empty()) return;
  std::string whole(package.epoch);
  if (!whole.empty()) whole = whole == "0" ? "" : whole + ":";
  whole += std::string(package.version) + "-" + std::string(package.release);
  Affected affected{.ecosystem = std::string(publisher.ecosystem) + ":" + major,
                    .package = std::string(package.name),
                    .modularity = std::string(module)};
  if (!seen_.insert(affected.package + " " + whole + " " + affected.modularity).second) return;
  affected.ranges = {before(whole)};
  affected_.push_back(std::move(affected));
}

std::vector<Affected> RpmPackages::take() {
  seen_.clear();
  return std::exchange(affected_, {});
}

Error unknown_update(std::string_view id, const FeedFile& file) {
  return {
      "an update has no id of a publisher that is known: \"" + sanitize(id.substr(0, 100)) + "\"",
      std::string(file.path),
      {},
      {}};
}

}  // namespace boltseal::feeds
