#include <algorithm>
#include <array>

#include "packages/versions/ordering.h"

namespace boltseal {

extern const Ordering dpkg_ordering, rpm_ordering, apk_ordering, pacman_ordering, semver_ordering,
    pep440_ordering, maven_ordering, gem_ordering, packagist_ordering, nuget_ordering, go_ordering,
    hex_ordering, pub_ordering, cran_ordering, hackage_ordering, opam_ordering;

namespace {

constexpr std::array all = {
    &dpkg_ordering,      &rpm_ordering,    &apk_ordering,     &pacman_ordering,
    &semver_ordering,    &pep440_ordering, &maven_ordering,   &gem_ordering,
    &packagist_ordering, &nuget_ordering,  &go_ordering,      &hex_ordering,
    &pub_ordering,       &cran_ordering,   &hackage_ordering, &opam_ordering,
};

struct Ecosystem {
  std::string_view name;  // without a release (OSV schema 1.7, "defined ecosystems")
  const Ordering* ordering;
};

constexpr std::array ecosystems = {
    Ecosystem{"AlmaLinux", &rpm_ordering},
    Ecosystem{"Alpaquita", &apk_ordering},
    Ecosystem{"Alpine", &apk_ordering},
    Ecosystem{"Amazon Linux", &rpm_ordering},
    Ecosystem{"Arch Linux", &pacman_ordering},
    Ecosystem{"Azure Linux", &rpm_ordering},
    Ecosystem{"BellSoft Hardened Containers", &apk_ordering},
    Ecosystem{"Bioconductor", &cran_ordering},
    Ecosystem{"Bitnami", &semver_ordering},
    Ecosystem{"CRAN", &cran_ordering},
    Ecosystem{"Chainguard", &apk_ordering},
    Ecosystem{"CleanStart", &apk_ordering},
    Ecosystem{"ConanCenter", &semver_ordering},
    Ecosystem{"Debian", &dpkg_ordering},
    Ecosystem{"Echo", &dpkg_ordering},
    Ecosystem{"Fedora", &rpm_ordering},
    Ecosystem{"GHC", &hackage_ordering},
    Ecosystem{"GitHub Actions", &semver_ordering},
    Ecosystem{"Go", &go_ordering},
    Ecosystem{"Hackage", &hackage_ordering},
    Ecosystem{"Hex", &hex_ordering},
    Ecosystem{"Julia", &semver_ordering},
    Ecosystem{"Mageia", &rpm_ordering},
    Ecosystem{"Maven", &maven_ordering},
    Ecosystem{"MinimOS", &apk_ordering},
    Ecosystem{"NuGet", &nuget_ordering},
    Ecosystem{"Oracle Linux", &rpm_ordering},
    Ecosystem{"Packagist", &packagist_ordering},
    Ecosystem{"Photon OS", &rpm_ordering},
    Ecosystem{"Pub", &pub_ordering},
    Ecosystem{"PyPI", &pep440_ordering},
    Ecosystem{"Red Hat", &rpm_ordering},
    Ecosystem{"Rocky Linux", &rpm_ordering},
    Ecosystem{"RubyGems", &gem_ordering},
    Ecosystem{"SUSE", &rpm_ordering},
    Ecosystem{"SwiftURL", &semver_ordering},
    Ecosystem{"Ubuntu", &dpkg_ordering},
    Ecosystem{"VSCode", &semver_ordering},
    Ecosystem{"Wolfi", &apk_ordering},
    Ecosystem{"crates.io", &semver_ordering},
    Ecosystem{"npm", &semver_ordering},
    Ecosystem{"opam", &opam_ordering},
    Ecosystem{"openEuler", &rpm_ordering},
    Ecosystem{"openSUSE", &rpm_ordering},
};

}  // namespace

std::span<const Ordering* const> all_orderings() { return all; }

const Ordering* find_ordering(std::string_view name) {
  const auto found = std::ranges::find(all, name, &Ordering::name);
  return found == all.end() ? nullptr : *found;
}

const Ordering* ordering_of(std::string_view ecosystem) {
  // "Root:Alpine:3.18": packages that root.io has rebuilt, with the versions of their ecosystem.
  constexpr std::string_view rebuilt = "Root:";
  if (ecosystem.starts_with(rebuilt)) ecosystem.remove_prefix(rebuilt.size());
  ecosystem = ecosystem.substr(0, ecosystem.find(':'));
  const auto found = std::ranges::find(ecosystems, ecosystem, &Ecosystem::name);
  return found == ecosystems.end() ? nullptr : found->ordering;
}

}  // namespace boltseal
