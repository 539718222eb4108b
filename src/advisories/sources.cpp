#include "advisories/sources.h"

#include <algorithm>

#include "base/text.h"

namespace boltseal {
namespace {

using enum SourceSize;

constexpr std::string_view osv = "https://osv-vulnerabilities.storage.googleapis.com/";

// What a scan can look up is on, since a source that is off is a blind spot.
constexpr PublicSource all[] = {
    // Operating systems.
    {"debian", "Debian security tracker", "https://security-tracker.debian.org/", "tracker/data/",
     "json", "not stated", medium},
    {"alpine", "Alpine secdb", "https://secdb.alpinelinux.org/", "",
     "edge/{main,community}.json v3.{3..}/{main,community}.json", "not stated", small},
    {"wolfi", "Wolfi security database", "https://packages.wolfi.dev/", "os/", "security.json",
     "not stated", small},
    {"chainguard", "Chainguard security database", "https://packages.cgr.dev/", "chainguard/",
     "security.json", "not stated", small},
    {"ubuntu", "Ubuntu", osv, "Ubuntu/", "all.zip", "CC-BY-SA-4.0", large},
    {"redhat", "Red Hat errata", osv, "Red%20Hat/", "all.zip", "CC-BY-4.0", medium},
    {"almalinux", "AlmaLinux errata", osv, "AlmaLinux/", "all.zip", "MIT", medium},
    {"rocky", "Rocky Linux errata", osv, "Rocky%20Linux/", "all.zip", "BSD-3-Clause", medium},
    {"suse", "SUSE Linux Enterprise", osv, "SUSE/", "all.zip", "CC-BY-4.0", medium},
    {"opensuse", "openSUSE", osv, "openSUSE/", "all.zip", "CC-BY-4.0", medium},
    {"amazon", "Amazon Linux", "https://cdn.amazonlinux.com/", "",
     "2/updateinfo.xml.gz 2023/updateinfo.xml.gz", "not stated", medium, true,
     "2/core/latest/x86_64/mirror.list al2023/core/mirrors/latest/x86_64/mirror.list"},
    {"oracle", "Oracle Linux errata", "https://linux.oracle.com/", "security/oval/",
     "com.oracle.elsa-all.xml.bz2", "not stated", medium},
    {"azurelinux", "Azure Linux", osv, "Azure%20Linux/", "all.zip", "MIT", medium},
    {"openeuler", "openEuler", osv, "openEuler/", "all.zip", "see OSV", medium},
    {"mageia", "Mageia", osv, "Mageia/", "all.zip", "see OSV", small},
    {"alpaquita", "Alpaquita Linux", osv, "Alpaquita/", "all.zip", "see OSV", small},
    {"bellsoft", "BellSoft Hardened Containers", osv, "BellSoft%20Hardened%20Containers/",
     "all.zip", "see OSV", small},
    {"minimos", "MinimOS", osv, "MinimOS/", "all.zip", "see OSV", small},
    {"echo", "Echo", osv, "Echo/", "all.zip", "see OSV", small},
    // Packages of languages.
    {"npm", "npm", osv, "npm/", "all.zip", "CC-BY-4.0, Apache-2.0", large},
    {"pypi", "PyPI", osv, "PyPI/", "all.zip", "CC-BY-4.0, Apache-2.0", medium},
    {"go", "Go", osv, "Go/", "all.zip", "CC-BY-4.0", small},
    {"maven", "Maven", osv, "Maven/", "all.zip", "CC-BY-4.0", medium},
    {"rubygems", "RubyGems", osv, "RubyGems/", "all.zip", "CC-BY-4.0, Apache-2.0", small},
    {"crates", "crates.io", osv, "crates.io/", "all.zip", "CC0-1.0, CC-BY-4.0", small},
    {"packagist", "Packagist", osv, "Packagist/", "all.zip", "CC-BY-4.0", small},
    {"nuget", "NuGet", osv, "NuGet/", "all.zip", "CC-BY-4.0, Apache-2.0", small},
    {"hex", "Hex", osv, "Hex/", "all.zip", "CC-BY-4.0", small},
    {"pub", "Pub", osv, "Pub/", "all.zip", "CC-BY-4.0", small},
    {"cran", "CRAN", osv, "CRAN/", "all.zip", "Apache-2.0", small},
    {"hackage", "Hackage", osv, "Hackage/", "all.zip", "CC0-1.0", small},
    // About vulnerabilities, whatever they are in.
    {"kev", "CISA known exploited vulnerabilities", "https://www.cisa.gov/",
     "sites/default/files/feeds/", "known_exploited_vulnerabilities.json", "CC0-1.0", small},
    {"epss", "FIRST EPSS", "https://epss.empiricalsecurity.com/", "", "epss_scores-current.csv.gz",
     "free with attribution", small},
    {"nvd", "NVD", "https://nvd.nist.gov/", "feeds/json/cve/2.0/", "nvdcve-2.0-{2002..}.json.gz",
     "public domain", large},
    // Also what is not mended, which OSV does not tell; off, because Red Hat means to end it in
    // favour of its VEX archive, and what is mended would be fetched twice.
    {"redhat-oval", "Red Hat OVAL", "https://security.access.redhat.com/", "data/oval/v2/",
     "RHEL7/rhel-7-including-unpatched.oval.xml.bz2 "
     "RHEL8/rhel-8-including-unpatched.oval.xml.bz2 "
     "RHEL9/rhel-9-including-unpatched.oval.xml.bz2",
     "CC-BY-4.0", medium, false},
    {"endoflife", "Ends of life of distributions", "https://endoflife.date/", "api/v1/products/",
     "{almalinux,alpine-linux,amazon-linux,centos,centos-stream,debian,fedora,mageia,opensuse,"
     "oracle-linux,rhel,rocky-linux,sles,ubuntu,vmware-photon}",
     "MIT", small},
    // Bitnami's packages are built by nobody but Bitnami, and its images tell of them in SPDX
    // files.
    {"bitnami", "Bitnami", osv, "Bitnami/", "all.zip", "Apache-2.0", small, false},
};

// A bound for what a publisher, or somebody in its place, lets us ask.
constexpr int most_numbers = 100;

// All that a pattern without an open number stands for.
std::vector<std::string> expand(const std::string& pattern) {
  const std::size_t open = pattern.find('{'), close = pattern.find('}');
  if (open == pattern.npos || close == pattern.npos) return {pattern};
  std::vector<std::string> files;
  for (const std::string_view choice :
       split(std::string_view(pattern).substr(open + 1, close - open - 1), ',')) {
    const std::string chosen =
        pattern.substr(0, open) + std::string(choice) + pattern.substr(close + 1);
    for (std::string& file : expand(chosen)) files.push_back(std::move(file));
  }
  return files;
}

}  // namespace

std::string_view name_of(SourceSize size) {
  return size == small ? "below 10 MB" : size == medium ? "tens of MB" : "hundreds of MB";
}

std::span<const PublicSource> public_sources() { return all; }

const PublicSource* find_public_source(std::string_view name) {
  const auto found = std::ranges::find(all, name, &PublicSource::name);
  return found == std::end(all) ? nullptr : &*found;
}

std::vector<std::string_view> source_names() {
  std::vector<std::string_view> names;
  for (const PublicSource& source : all) names.push_back(source.name);
  return names;
}

std::vector<FileGroup> file_groups(const PublicSource& source) {
  std::vector<FileGroup> groups;
  for (const std::string_view pattern : split(source.files, ' ')) {
    const std::size_t end = pattern.find("..}");
    if (end == pattern.npos) {
      groups.push_back({expand(std::string(pattern)), false});
      continue;
    }
    const std::size_t begin = pattern.rfind('{', end);
    const auto first = parse_int(pattern.substr(begin + 1, end - begin - 1)).value_or(0);
    for (std::int64_t number = first; number < first + most_numbers; ++number) {
      groups.push_back({expand(std::string(pattern.substr(0, begin)) + std::to_string(number) +
                               std::string(pattern.substr(end + 3))),
                        true});
    }
  }
  return groups;
}

}  // namespace boltseal
