#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/distribution.h"
#include "model/package.h"
#include "model/purl.h"

// A package and the URL that names it (purl specification, "Known PURL types"), with the qualifiers
// that scanners put into it: `arch`, `distro`, `epoch`, `upstream`, `rpmmod`.

namespace boltseal {

/// The name is the ecosystem's own: "@scope/name" of npm, "group:artifact" of Maven.
Package package_of(const PackageUrl& purl);

/// The system that a package belongs to, when its URL says so: "distro=debian-12".
std::optional<Distribution> distribution_of(const PackageUrl& purl);

/// The distribution under the name and version that a scanner gives it: "redhat" is "rhel", and of
/// "11.6" for Debian only the release counts.
Distribution distribution_named(std::string_view name, std::string_view version);

/// The URL of a package, whose parts may make no valid one.
PackageUrl purl_of(const Package& package, const std::optional<Distribution>& distribution);

/// What an rpm was built from, of the name of its source package: "bash-5.1.8-6.el9.src.rpm".
void set_source_rpm(std::string_view file, Package& package);

/// Fills in what nothing said of the source.
void complete_source(Package& package);

}  // namespace boltseal
