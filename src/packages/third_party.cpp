#include <algorithm>

#include "base/text.h"
#include "packages/distribution.h"

namespace boltseal {
namespace {

// Who a distribution's own rpm packages say made them (the tag Vendor), by the beginning.
struct Maker {
  std::string_view id, vendor;
};
constexpr Maker makers[] = {
    {"fedora", "Fedora Project"},
    {"amzn", "Amazon"},
    {"mariner", "Microsoft Corporation"},
    {"azurelinux", "Microsoft Corporation"},
    {"photon", "VMware"},
    {"photon", "Broadcom"},
    {"mageia", "Mageia"},
    {"openeuler", "http://openeuler.org"},
    {"openeuler", "openEuler"},
    {"opensuse", "openSUSE"},
    {"opensuse", "SUSE"},
    {"opensuse-leap", "openSUSE"},
    {"opensuse-leap", "SUSE"},
    {"opensuse-tumbleweed", "openSUSE"},
    {"opensuse-tumbleweed", "SUSE"},
    {"sles", "SUSE"},
    {"sled", "SUSE"},
};

// Enterprise Linux is changed from one to the other in place, and a package keeps its vendor until
// its next update; EPEL's vendor is "Fedora Project".
constexpr std::string_view enterprise[] = {"rhel", "centos", "rocky", "almalinux", "ol"};
constexpr std::string_view enterprise_vendors[] = {
    "Red Hat", "CentOS", "Rocky", "AlmaLinux", "Oracle", "CloudLinux", "Scientific Linux"};

// What versions of well-known repositories for Debian and Ubuntu have in them.
constexpr std::string_view version_marks[] = {
    ".pgdg",        // apt.postgresql.org
    "nodesource",   // deb.nodesource.com
    "~ppa",         // ppa.launchpadcontent.net
    "~deadsnakes",  // the PPA of Python's versions
    "ubuntu.sury", "deb.sury.org",
    "+maria~",  // deb.mariadb.org
};

// Who makes packages for them that have names of Debian's and Ubuntu's own.
constexpr std::string_view maintainers[] = {
    "@docker.com",  "@nginx.com",     "@nodesource.com", "@microsoft.com", "@mongodb.com",
    "@elastic.co",  "@hashicorp.com", "@gitlab.com",     "@oracle.com",    "@mysql.com",
    "@percona.com", "@redis.com",     "@redis.io",       "@rabbitmq.com",  "@influxdata.com",
    "@grafana.com", "@datadoghq.com", "@kubernetes.io",  "@mariadb.com",
};

bool is_made_elsewhere(const Package& package, const Distribution& distribution) {
  if (package.vendor.empty()) return false;
  if (std::ranges::find(enterprise, distribution.id) != std::end(enterprise)) {
    return std::ranges::none_of(enterprise_vendors, [&](std::string_view vendor) {
      return package.vendor.starts_with(vendor);
    });
  }
  bool known = false;
  for (const Maker& maker : makers) {
    if (maker.id != distribution.id) continue;
    if (package.vendor.starts_with(maker.vendor)) return false;
    known = true;
  }
  return known;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

bool is_third_party(const Package& package, const Distribution& distribution) {
  if (package.type == "rpm") {
    // Remi's repository builds PHP and others over Red Hat's names, without a vendor of its own.
    return package.version.ends_with(".remi") || is_made_elsewhere(package, distribution);
  }
  if (std::ranges::any_of(maintainers, [&](auto each) { return contains(package.vendor, each); })) {
    return true;
  }
  if (package.type != "deb") return false;
  if (distribution.id == "raspbian" &&
      (contains(package.version, "+rpi") || contains(package.version, "+rpt"))) {
    return true;
  }
  if (distribution.id == "kali" && contains(package.version, "kali")) return true;
  return std::ranges::any_of(version_marks,
                             [&](auto mark) { return contains(package.version, mark); });
}

}  // namespace boltseal
