#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/end_of_life.h"
#include "packages/distribution.h"

namespace boltseal {
namespace {

// How much of a version names the release that advisories are kept for.
enum class Release : std::uint8_t {
  none,     // rolling: one stream
  major,    // "9" of "9.4"
  two,      // "22.04", "5.0"
  whole,    // "stream", "24.03-LTS-SP1"
  debian,   // "12", or by the codename while there is no number
  alpine,   // "v3.18" of "3.18.9"; "edge" of "3.21.0_alpha20240923"
  amazon,   // "1" of "2018.03"
  service,  // "15 SP3" of SUSE's "15.3"
};

struct Family {
  std::string_view id;         // of os-release
  std::string_view ecosystem;  // OSV's name (OSV schema 1.7), with what stands before the release
  Release release;
  bool by_source;            // Advisories name source packages.
  std::string_view product;  // in the table of ends of life; may be empty
  std::string_view also;     // a further ecosystem
};

// OSV has no name for "Amazon Linux", "Oracle Linux", "Fedora", "Photon OS" and "Arch Linux"; what
// their publishers give is kept under these. By source: what their advisories in OSV's form name
// (Rocky's apollo exports sources only, SUSE keeps binaries in ecosystem_specific).
constexpr Family families[] = {
    {"debian", "Debian:", Release::debian, true, "Debian", {}},
    {"raspbian", "Debian:", Release::debian, true, "Debian", {}},
    {"ubuntu", "Ubuntu:", Release::two, true, "Ubuntu", {}},
    {"alpine", "Alpine:", Release::alpine, true, "Alpine", {}},
    {"wolfi", "Wolfi", Release::none, true, {}, {}},
    {"chainguard", "Chainguard", Release::none, true, {}, "Wolfi"},
    {"minimos", "MinimOS", Release::none, true, {}, {}},
    {"echo", "Echo", Release::none, true, {}, {}},
    {"alpaquita", "Alpaquita:", Release::whole, true, {}, {}},
    {"bellsoft-hardened-containers", "BellSoft Hardened Containers:", Release::whole, true, {}, {}},
    {"rhel", "Red Hat:", Release::major, false, "Red Hat Enterprise Linux", {}},
    // Rebuilt from Red Hat's sources under Red Hat's versions, as CentOS Stream is built before
    // them; CentOS itself never published advisories that a program can read.
    {"centos", "Red Hat:", Release::major, false, "CentOS", {}},
    {"rocky", "Rocky Linux:", Release::major, true, "Rocky Linux", {}},
    {"almalinux", "AlmaLinux:", Release::major, false, "AlmaLinux", {}},
    {"ol", "Oracle Linux:", Release::major, false, "Oracle Linux", {}},
    {"fedora", "Fedora:", Release::major, false, "Fedora", {}},
    {"amzn", "Amazon Linux:", Release::amazon, false, "Amazon Linux", {}},
    {"mariner", "Azure Linux:", Release::major, true, {}, {}},
    {"azurelinux", "Azure Linux:", Release::major, true, {}, {}},
    {"photon", "Photon OS:", Release::two, true, "Photon OS", {}},
    {"mageia", "Mageia:", Release::major, true, "Mageia", {}},
    {"openeuler", "openEuler:", Release::whole, true, {}, {}},
    {"arch", "Arch Linux", Release::none, false, {}, {}},
    {"opensuse-tumbleweed", "openSUSE:Tumbleweed", Release::none, true, {}, {}},
    {"opensuse-leap", "openSUSE:Leap ", Release::two, true, "openSUSE Leap", {}},
    {"opensuse", "openSUSE:Leap ", Release::two, true, "openSUSE Leap", {}},
    {"opensuse-leap-micro", "openSUSE:Leap Micro ", Release::two, true, {}, {}},
    {"sles", "SUSE:Linux Enterprise Server ", Release::service, true, "SLES", {}},
    {"sles_sap",
     "SUSE:Linux Enterprise Server for SAP Applications ",
     Release::service,
     true,
     "SLES",
     {}},
    {"sled", "SUSE:Linux Enterprise Desktop ", Release::service, true, "SLES", {}},
    {"sle_hpc",
     "SUSE:Linux Enterprise High Performance Computing ",
     Release::service,
     true,
     "SLES",
     {}},
    {"sle-micro", "SUSE:Linux Enterprise Micro ", Release::two, true, {}, {}},
    {"sl-micro", "SUSE:Linux Micro ", Release::two, true, {}, {}},
};

// What SUSE ships a release in; since 15 even bash is in a module, and after the general support
// the same release goes on under LTSS.
constexpr std::string_view suse_modules[] = {
    "SUSE:Linux Enterprise Module for Basesystem ",
    "SUSE:Linux Enterprise Module for Server Applications ",
    "SUSE:Linux Enterprise Module for Containers ",
    "SUSE:Linux Enterprise Module for Development Tools ",
    "SUSE:Linux Enterprise Module for Desktop Applications ",
    "SUSE:Linux Enterprise Module for Python 3 ",
    "SUSE:Linux Enterprise Module for Web and Scripting ",
    "SUSE:Linux Enterprise Module for Legacy ",
    "SUSE:Linux Enterprise Module for Public Cloud ",
};

// Systems that take most packages unchanged from Ubuntu or Debian; which, and which release, is
// their codename's.
constexpr std::array<std::string_view, 6> derived = {"linuxmint", "pop",  "elementary",
                                                     "zorin",     "neon", "tuxedo"};

const Family* family_of(std::string_view id) {
  const auto found = std::ranges::find(families, id, &Family::id);
  return found == std::end(families) ? nullptr : &*found;
}

// What the packages are looked up as: the distribution itself, or the one it takes them from.
Distribution origin_of(const Distribution& distribution) {
  Distribution origin = distribution;
  if (distribution.id == "kali") {
    // Fed from Debian testing every day; what is fixed in unstable comes in with the same version.
    origin.id = "debian";
    origin.version.clear();
    origin.codename = "sid";
  } else if (std::ranges::find(derived, distribution.id) != derived.end()) {
    const std::string_view ubuntu = ubuntu_release(distribution.codename);
    const std::string_view debian = debian_release(distribution.codename);
    if (ubuntu != distribution.codename) {
      origin.id = "ubuntu";
      origin.version = ubuntu;
    } else if (debian != distribution.codename) {
      origin.id = "debian";
      origin.version = debian;
    }
  }
  return origin;
}

std::string_view first_parts(std::string_view version, int count) {
  std::size_t end = 0;
  for (int part = 0; part < count && end != version.npos; ++part) {
    end = version.find('.', part == 0 ? 0 : end + 1);
  }
  return version.substr(0, end);
}

std::string service_pack(std::string_view version) {
  const std::string_view major = first_parts(version, 1);
  std::string release(major);
  // "16.0" is its name; 12 and 15 count service packs, of which the release itself is none.
  if (major.size() == 2 && major >= "16") return std::string(first_parts(version, 2));
  if (major.size() == version.size()) return release;
  const std::string_view pack = version.substr(major.size() + 1);
  if (pack != "0") release.append(" SP").append(pack);
  return release;
}

// Empty when the release is not known.
std::string release_of(const Family& family, const Distribution& distribution) {
  const std::string_view version = distribution.version;
  switch (family.release) {
    case Release::none: return {};
    case Release::whole: return std::string(version);
    case Release::major: return std::string(first_parts(version, 1));
    case Release::two: return std::string(first_parts(version, 2));
    case Release::debian:
      return std::string(version.empty() ? debian_release(distribution.codename)
                                         : first_parts(version, 1));
    case Release::alpine:
      if (version.empty()) return {};
      if (version == "edge" || version.find("_alpha") != version.npos) return "edge";
      return "v" + std::string(first_parts(version, 2));
    case Release::amazon:
      // 2011.09 to 2018.03 are states of one release.
      return std::string(version.starts_with("201") ? "1" : first_parts(version, 1));
    case Release::service: return service_pack(version);
  }
  return {};
}

}  // namespace

AdvisoryScope advisory_scope(const Distribution& distribution) {
  AdvisoryScope scope;
  const std::string_view name = !distribution.title.empty() ? std::string_view(distribution.title)
                                : !distribution.id.empty()  ? std::string_view(distribution.id)
                                                            : "this system";
  const Distribution origin = origin_of(distribution);
  const Family* const family = family_of(origin.id);
  if (family == nullptr) {
    scope.why = "no advisories are known for " + std::string(name);
    return scope;
  }
  const std::string release = release_of(*family, origin);
  if (release.empty() && family->release != Release::none) {
    scope.why = "the release of " + std::string(name) + " is not known";
    return scope;
  }
  scope.ecosystem = std::string(family->ecosystem) + release;
  scope.by_source = family->by_source;
  if (!family->also.empty()) scope.also.emplace_back(family->also);
  if (family->release == Release::service) {
    scope.also.push_back(scope.ecosystem + "-LTSS");
    if (release.starts_with("15")) {
      for (const std::string_view module : suse_modules) {
        scope.also.push_back(std::string(module) + release);
      }
    }
  }
  return scope;
}

std::optional<DistributionRelease> release_of(const Distribution& distribution) {
  const Distribution origin = origin_of(distribution);
  const Family* const family = family_of(origin.id);
  if (family == nullptr || family->product.empty() || origin.codename == "sid") return std::nullopt;
  DistributionRelease found{family->product, release_of(*family, origin)};
  if (found.version == "edge") return std::nullopt;
  if (family->release == Release::alpine || family->release == Release::service) {
    found.version = origin.version;
  }
  // The older one has the same version and ended earlier.
  if (origin.id == "centos" && origin.title.find("Stream") != std::string::npos) {
    found.product = "CentOS Stream";
  }
  return found;
}

std::string_view end_of_life_of(const Distribution& distribution) {
  const auto release = release_of(distribution);
  if (!release) return {};
  const auto ended = end_of_life(release->product, release->version);
  return ended ? ended->date : std::string_view();
}

}  // namespace boltseal
