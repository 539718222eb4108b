#include "packages/sbom/purl_package.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

// Types whose namespace is the distribution, and not a part of the name.
constexpr std::string_view distribution_types[] = {"deb", "rpm", "apk", "alpm", "opkg", "none"};

bool is_of_distribution(std::string_view type) {
  return std::ranges::count(distribution_types, type) > 0;
}

char separator_of(std::string_view type) { return type == "maven" ? ':' : '/'; }

// What scanners call distributions (Trivy's OS families, Syft's and purl's namespaces), and the ID
// of their os-release.
constexpr std::pair<std::string_view, std::string_view> other_names[] = {
    {"redhat", "rhel"},
    {"red hat enterprise linux", "rhel"},
    {"alma", "almalinux"},
    {"amazon", "amzn"},
    {"amazonlinux", "amzn"},
    {"oracle", "ol"},
    {"oraclelinux", "ol"},
    {"rockylinux", "rocky"},
    {"suse linux enterprise server", "sles"},
    {"suse", "sles"},
    {"opensuse.leap", "opensuse-leap"},
    {"opensuse leap", "opensuse-leap"},
    {"opensuse.tumbleweed", "opensuse-tumbleweed"},
    {"opensuse tumbleweed", "opensuse-tumbleweed"},
    {"cbl-mariner", "mariner"},
    {"archlinux", "arch"},
};

std::string qualifier(const PackageUrl& purl, const std::string& key) {
  const auto found = purl.qualifiers.find(key);
  return found == purl.qualifiers.end() ? std::string() : found->second;
}

bool has_epoch(std::string_view version) {
  const std::size_t colon = version.find(':');
  return colon != std::string_view::npos && colon > 0 &&
         std::ranges::all_of(version.substr(0, colon), is_digit);
}

// Syft's `upstream`: "name", "name@version", or the file name of a source rpm.
void read_upstream(const std::string& upstream, Package& package) {
  if (upstream.empty()) return;
  if (upstream.ends_with(".src.rpm")) return set_source_rpm(upstream, package);
  const std::size_t at = upstream.find('@');
  package.source_name = upstream.substr(0, at);
  if (at != std::string::npos) package.source_version = upstream.substr(at + 1);
}

}  // namespace

void set_source_rpm(std::string_view file, Package& package) {
  constexpr std::string_view ends[] = {".rpm", ".src", ".nosrc"};
  for (const std::string_view end : ends) {
    if (file.ends_with(end)) file.remove_suffix(end.size());
  }
  const std::size_t release = file.rfind('-');
  if (release == std::string_view::npos || release == 0) return;
  const std::size_t version = file.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0) return;
  package.source_name = file.substr(0, version);
  package.source_version = file.substr(version + 1);
}

void complete_source(Package& package) {
  if (package.source_name.empty()) package.source_name = package.name;
  if (package.source_version.empty()) package.source_version = package.version;
}

Package package_of(const PackageUrl& purl) {
  Package package;
  package.type = purl.type;
  package.name = purl.name;
  if (!is_of_distribution(purl.type) && !purl.name_space.empty()) {
    package.name = purl.name_space + separator_of(purl.type) + purl.name;
  }
  package.version = purl.version;
  if (is_of_distribution(purl.type)) {
    package.architecture = qualifier(purl, "arch");
    const std::string epoch = qualifier(purl, "epoch");
    if (parse_int(epoch).value_or(0) > 0 && !has_epoch(package.version)) {
      package.version = epoch + ":" + package.version;
    }
    // "nodejs:18:8060020220523160029:ad008a3a", of which the first two name the stream.
    const std::string module = qualifier(purl, "rpmmod");
    const std::size_t name = module.find(':');
    package.modularity =
        module.substr(0, name == std::string::npos ? name : module.find(':', name + 1));
    read_upstream(qualifier(purl, "upstream"), package);
  }
  return package;
}

Distribution distribution_named(std::string_view name, std::string_view version) {
  Distribution found;
  found.id = to_lower(name);
  for (const auto& [other, id] : other_names) {
    if (found.id == other) found.id = id;
  }
  version = version.substr(0, version.find(' '));  // "2 (Karoo)"
  if (found.id == "debian" || found.id == "ubuntu") {
    const std::string_view release =
        found.id == "debian" ? debian_release(version) : ubuntu_release(version);
    if (release != version) {
      found.codename = version;
      version = release;
    } else if (!version.empty() && !is_digit(version.front())) {
      found.codename = std::exchange(version, {});  // "sid"
    }
  }
  if (found.id == "debian") version = version.substr(0, version.find('.'));
  found.version = version;
  found.title = std::string(name) + (version.empty() ? "" : " " + std::string(version));
  return found;
}

std::optional<Distribution> distribution_of(const PackageUrl& purl) {
  const std::string distro = qualifier(purl, "distro");
  if (distro.empty() || !is_of_distribution(purl.type)) return std::nullopt;
  if (is_digit(distro.front())) return distribution_named(purl.name_space, distro);
  // "opensuse-leap-15.4", "debian-bookworm"; "bookworm" alone.
  const std::size_t dash = distro.rfind('-');
  if (dash == std::string::npos) {
    const bool is_release =
        debian_release(distro) != distro || ubuntu_release(distro) != distro || distro == "sid";
    return is_release ? distribution_named(purl.name_space, distro)
                      : distribution_named(distro, {});
  }
  const std::string_view end = std::string_view(distro).substr(dash + 1);
  const bool is_version = !end.empty() && (is_digit(end.front()) || distro.starts_with("debian-") ||
                                           distro.starts_with("ubuntu-"));
  return is_version ? distribution_named(distro.substr(0, dash), end)
                    : distribution_named(distro, {});
}

PackageUrl purl_of(const Package& package, const std::optional<Distribution>& distribution) {
  PackageUrl purl;
  purl.type = package.type;
  purl.name = package.name;
  purl.version = package.version;
  if (!is_of_distribution(package.type)) {
    if (const std::size_t end = package.name.rfind(separator_of(package.type));
        end != std::string::npos && end > 0) {
      purl.name_space = package.name.substr(0, end);
      purl.name = package.name.substr(end + 1);
    }
    return purl;
  }
  if (distribution) {
    purl.name_space = distribution->id;
    const std::string& release =
        distribution->version.empty() ? distribution->codename : distribution->version;
    purl.qualifiers["distro"] = distribution->id + (release.empty() ? "" : "-" + release);
  }
  if (!package.architecture.empty()) purl.qualifiers["arch"] = package.architecture;
  if (!package.modularity.empty()) purl.qualifiers["rpmmod"] = package.modularity;
  // purl specification, "rpm": the epoch is no part of the version.
  if (package.type == "rpm" && has_epoch(package.version)) {
    const std::size_t colon = package.version.find(':');
    purl.qualifiers["epoch"] = package.version.substr(0, colon);
    purl.version = package.version.substr(colon + 1);
  }
  const bool is_other_source = !package.source_name.empty() && package.source_name != package.name;
  const bool is_other_version =
      !package.source_version.empty() && package.source_version != package.version;
  if (is_other_source || is_other_version) {
    purl.qualifiers["upstream"] =
        package.source_name + (is_other_version ? "@" + package.source_version : std::string());
  }
  return purl;
}

}  // namespace boltseal
