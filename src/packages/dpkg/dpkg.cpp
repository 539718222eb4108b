#include "packages/dpkg/dpkg.h"

#include <optional>

#include "base/text.h"
#include "packages/collector.h"
#include "packages/dpkg/stanza.h"

namespace boltseal {
namespace {

constexpr std::string_view status_folder = "var/lib/dpkg/status.d";
constexpr std::string_view dpkg_files[] = {"var/lib/dpkg/status", "var/lib/dpkg/status.d/*"};
constexpr std::string_view opkg_files[] = {"usr/lib/opkg/status", "var/lib/opkg/status"};

// Whether the files of a package are on the disk. The third word says so: "install ok installed";
// what is unpacked, half-configured or waits for triggers is there with all its files, what is
// half-installed with some. "config-files" leaves only configuration, "not-installed" nothing. The
// first word, what is wanted, does not matter: "deinstall ok installed" is still there. Without a
// status (distroless) it counts.
bool is_on_disk(std::string_view status) {
  if (status.empty()) return true;
  const std::string_view state = status.substr(status.find_last_of(" \t\n") + 1);
  return state != "config-files" && state != "not-installed";
}

// "glibc (2.36-9)" → name and version; the version only where it is another than the package's own.
void read_source(std::string_view source, Package& package) {
  const std::size_t open = source.find('(');
  package.source_name = trim(source.substr(0, open));
  if (open == std::string_view::npos) return;
  source.remove_prefix(open + 1);
  package.source_version = trim(source.substr(0, source.find(')')));
}

// The names in "libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0, python3:any".
template <class Each>
void for_each_name(std::string_view relations, Each each) {
  while (!relations.empty()) {
    const std::string_view one = relations.substr(0, relations.find_first_of(",|"));
    relations.remove_prefix(std::min(one.size() + 1, relations.size()));
    std::string_view name = trim(one);
    name = name.substr(0, name.find_first_of(" \t\r\n(:[<"));
    if (!name.empty()) each(name);
  }
}

void read_stanza(const Stanza& stanza, std::string_view type, std::string_view path,
                 PackageCollector& collector) {
  if (!is_on_disk(stanza.field("status"))) return;
  Package package;
  package.type = type;
  package.name = stanza.field("package");
  package.version = stanza.field("version");
  package.architecture = stanza.field("architecture");
  package.vendor = stanza.field("maintainer");
  package.path = path;
  read_source(stanza.field("source"), package);
  if (!collector.add(std::move(package), stanza.span())) return;
  for_each_name(stanza.field("provides"), [&](auto name) { collector.provides(name); });
  for (const std::string_view field : {"pre-depends", "depends"}) {
    for_each_name(stanza.field(field), [&](auto name) { collector.needs(name); });
  }
}

void read_file(const RootFiles& root, const std::string& path, std::string_view type,
               PackageCollector& collector) {
  const auto bytes = root.read(path);
  if (!bytes) return collector.trouble(bytes.error());
  if (!*bytes) return;
  StanzaReader reader(**bytes);
  while (const Stanza* const stanza = reader.next()) {
    read_stanza(*stanza, type, path, collector);
  }
}

PackageList read_dpkg(const RootFiles& root) {
  PackageCollector collector;
  read_file(root, "var/lib/dpkg/status", "deb", collector);
  for (const std::string& name : root.list(status_folder)) {
    // Beside each package lie the digests of its files.
    if (name.ends_with(".md5sums")) continue;
    read_file(root, std::string(status_folder).append("/").append(name), "deb", collector);
  }
  return std::move(collector).finish();
}

PackageList read_opkg(const RootFiles& root) {
  PackageCollector collector;
  // Where one folder is a link to the other, both paths name the same file.
  std::optional<std::string_view> before;
  for (const std::string_view path : opkg_files) {
    const auto bytes = root.read(path);
    if (bytes && *bytes && before == **bytes) continue;
    read_file(root, std::string(path), "opkg", collector);
    if (bytes) before = *bytes;
  }
  return std::move(collector).finish();
}

}  // namespace

constinit const PackageDatabase dpkg_database = {"dpkg", dpkg_files, read_dpkg};
constinit const PackageDatabase opkg_database = {"opkg", opkg_files, read_opkg};

}  // namespace boltseal
