#include "packages/rpm/rpm.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "packages/collector.h"
#include "packages/rpm/header.h"
#include "packages/rpm/headers.h"

namespace boltseal {
namespace {

// One folder for rpm's own default, one for SUSE and Fedora since 36, one for ostree; where one is
// a link to another, both name the same files.
constexpr std::string_view folders[] = {"var/lib/rpm/", "usr/lib/sysimage/rpm/", "usr/share/rpm/"};

// The newest first: what an older one left behind is not the database any more.
struct Format {
  std::string_view name;
  void (*read)(std::string_view file, std::string_view log, rpm::HeaderSink& sink);
  bool has_log = false;  // what is written first, and into the file later
};
constexpr Format formats[] = {
    {"rpmdb.sqlite", rpm::read_sqlite, true},
    {"Packages.db", [](std::string_view file, std::string_view,
                       rpm::HeaderSink& sink) { rpm::read_ndb(file, sink); }},
    {"Packages", [](std::string_view file, std::string_view, rpm::HeaderSink& sink) {
       rpm::read_bdb(file, sink);
     }}};
constexpr std::string_view manifest = "var/lib/rpmmanifest/container-manifest-2";
constexpr std::size_t most_line = 4096;  // of the manifest

constexpr std::string_view files[] = {"var/lib/rpm/rpmdb.sqlite",
                                      "var/lib/rpm/rpmdb.sqlite-wal",
                                      "var/lib/rpm/Packages.db",
                                      "var/lib/rpm/Packages",
                                      "usr/lib/sysimage/rpm/rpmdb.sqlite",
                                      "usr/lib/sysimage/rpm/rpmdb.sqlite-wal",
                                      "usr/lib/sysimage/rpm/Packages.db",
                                      "usr/lib/sysimage/rpm/Packages",
                                      "usr/share/rpm/rpmdb.sqlite",
                                      "usr/share/rpm/rpmdb.sqlite-wal",
                                      "usr/share/rpm/Packages.db",
                                      "usr/share/rpm/Packages",
                                      manifest};

// "bash" and "5.1.8-6.el9" of "bash-5.1.8-6.el9.src.rpm".
void read_source(std::string_view source, std::string_view epoch, Package& package) {
  for (const std::string_view end : {".rpm", ".src", ".nosrc"}) {
    if (source.ends_with(end)) source.remove_suffix(end.size());
  }
  const std::size_t release = source.rfind('-');
  if (release == source.npos || release == 0) return;
  const std::size_t version = source.rfind('-', release - 1);
  if (version == source.npos || version == 0) return;
  package.source_name = source.substr(0, version);
  package.source_version = std::string(epoch).append(source.substr(version + 1));
}

// "2:" in front of a version; an epoch of 0 is the same as none.
std::string epoch_prefix(std::uint32_t epoch) {
  return epoch == 0 ? std::string() : std::to_string(epoch) + ":";
}

// "nodejs:18" of "nodejs:18:8090020231019152238:a75119d5": name and stream; a build's version and
// context follow.
std::string_view stream_of(std::string_view label) {
  const std::size_t name = label.find(':');
  return name == label.npos ? label : label.substr(0, label.find(':', name + 1));
}

Package package_of(const rpm::Header& header, std::string_view path) {
  using rpm::Tag;
  const std::string epoch = epoch_prefix(header.number(Tag::epoch));
  Package package;
  package.type = "rpm";
  package.name = header.text(Tag::name);
  const std::string_view version = header.text(Tag::version);
  if (!version.empty()) {
    package.version = epoch + std::string(version);
    package.version.append("-").append(header.text(Tag::release));
  }
  package.architecture = header.text(Tag::architecture);
  // A source's name carries no epoch; its packages have it nearly always.
  read_source(header.text(Tag::source_rpm), epoch, package);
  package.modularity = stream_of(header.text(Tag::modularity_label));
  package.license = header.text(Tag::license);
  package.vendor = header.text(Tag::vendor);
  package.path = path;
  return package;
}

class Reader final : public rpm::HeaderSink {
 public:
  Reader(PackageCollector& collector, std::string path, std::size_t bytes)
      : collector_(collector), path_(std::move(path)), unread_(bytes) {}

  bool take(std::string_view bytes) override {
    if (bytes.size() > unread_) {
      trouble("has packages that share bytes, the rest is not read", 0);
      return false;
    }
    unread_ -= bytes.size();
    const auto header = rpm::Header::parse(bytes);
    if (!header) {
      trouble("has a damaged package", 0);
      return true;
    }
    Package package = package_of(*header, path_);
    if (!collector_.add(std::move(package), {})) return true;
    for (const auto name : header->texts(rpm::Tag::provide_name)) collector_.provides(name);
    for (const auto name : header->texts(rpm::Tag::require_name)) collector_.needs(name);
    return true;
  }

  void trouble(std::string what, std::uint64_t at) override {
    const auto place = static_cast<std::uint32_t>(std::min<std::uint64_t>(at, 0xffffffff));
    collector_.trouble(Error{std::move(what), path_, {place, place}, {}});
  }

 private:
  PackageCollector& collector_;
  const std::string path_;
  std::size_t unread_;
};

// Lines of `rpm -qa` with a format of ten tags between tabs: name, version-release, times, vendor,
// epoch, size, architecture, number of the epoch, source.
void read_manifest(std::string_view text, PackageCollector& collector) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const ByteSpan span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
    const std::string_view line = trim(text.substr(at, end - at));
    at = end + 1;
    if (line.empty()) continue;
    const auto columns = split(line.substr(0, most_line), '\t');
    if (columns.size() != 10) {
      collector.trouble(
          Error{"has a line without the ten columns", std::string(manifest), span, {}});
      continue;
    }
    const auto column = [&](std::size_t i) {
      return columns[i] == "(none)" ? std::string_view() : columns[i];
    };
    const std::string epoch =
        column(8).empty() || column(8) == "0" ? std::string() : std::string(column(8)) + ":";
    Package package;
    package.type = "rpm";
    package.name = column(0);
    if (!column(1).empty()) package.version = epoch + std::string(column(1));
    package.vendor = column(4);
    package.architecture = column(7);
    package.path = manifest;
    read_source(column(9), epoch, package);
    collector.add(std::move(package), span);
  }
}

std::optional<std::string_view> read_file(const RootFiles& root, const std::string& path,
                                          PackageCollector& collector) {
  const auto bytes = root.read(path);
  if (bytes) return *bytes;
  collector.trouble(bytes.error());
  return std::nullopt;
}

void read_folder(const RootFiles& root, std::string_view folder,
                 std::vector<std::string_view>& seen, PackageCollector& collector) {
  const std::size_t before = collector.size();
  for (const Format& format : formats) {
    const std::string path = std::string(folder).append(format.name);
    const auto bytes = read_file(root, path, collector);
    if (!bytes || std::ranges::find(seen, *bytes) != seen.end()) continue;
    std::string_view log;
    if (format.has_log) log = read_file(root, path + "-wal", collector).value_or("");
    if (bytes->empty()) {
      if (log.empty()) continue;
      // SQLite throws it away; but then somebody meant to have packages.
      collector.trouble(
          Error{"belongs to a package database that is empty", path + "-wal", {}, {}});
      continue;
    }
    seen.push_back(*bytes);
    Reader reader(collector, path, bytes->size() + log.size());
    format.read(*bytes, log, reader);
    // A newer rpm that only looks leaves an empty database of its own format behind.
    if (collector.size() > before) return;
  }
}

PackageList read_rpm(const RootFiles& root) {
  PackageCollector collector;
  std::vector<std::string_view> seen;
  for (const std::string_view folder : folders) read_folder(root, folder, seen, collector);
  if (collector.size() == 0) {
    if (const auto text = read_file(root, std::string(manifest), collector)) {
      read_manifest(*text, collector);
    }
  }
  return std::move(collector).finish();
}

}  // namespace

constinit const PackageDatabase rpm_database = {"rpm", files, read_rpm};

}  // namespace boltseal
