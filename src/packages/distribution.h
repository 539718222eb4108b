#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/distribution.h"
#include "model/package.h"
#include "packages/root_files.h"

namespace boltseal {

/// The files that read_distribution may ask for, as in PackageDatabase::files.
std::span<const std::string_view> distribution_files();

/// What a root file system says it is: os-release(5), else the older files of each family
/// (etc/alpine-release, etc/redhat-release, etc/debian_version, …).
std::optional<Distribution> read_distribution(const RootFiles& root);

/// Where advisories for the packages of a distribution stand.
struct AdvisoryScope {
  /// OSV's name with the release: "Debian:12", "Alpine:v3.18", "AlmaLinux:8"; empty when nobody
  /// publishes any that are known here.
  std::string ecosystem;
  /// Further ones that speak of the same packages: those of the distribution it is derived from.
  std::vector<std::string> also;
  bool by_source = false;  ///< Advisories name source packages.
  std::string why;         ///< When `ecosystem` is empty: one sentence without a full stop.
};
AdvisoryScope advisory_scope(const Distribution& distribution);

/// Whether a package came from elsewhere than the distribution (a vendor's repository), so that the
/// distribution's advisories say nothing about it.
bool is_third_party(const Package& package, const Distribution& distribution);

/// A distribution as tables of ends of life name it (model/end_of_life.h).
struct DistributionRelease {
  std::string_view product;  ///< "Debian"; static.
  std::string version;       ///< "12"
};
/// Nothing for one that has no releases, or is in no table.
std::optional<DistributionRelease> release_of(const Distribution& distribution);

/// The last day of free security updates, "2026-08-31"; empty when it has not come or none is
/// known.
std::string_view end_of_life_of(const Distribution& distribution);

}  // namespace boltseal
