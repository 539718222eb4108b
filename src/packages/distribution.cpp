#include "packages/distribution.h"

#include <algorithm>

#include "base/text.h"
#include "packages/os_release.h"

namespace boltseal {
namespace {

constexpr std::string_view files[] = {
    // os-release(5); the first goes before the second.
    "etc/os-release", "usr/lib/os-release",
    // One sentence that names the system. Those of a family come before redhat-release, which most
    // of them write as well.
    "etc/almalinux-release", "etc/rocky-release", "etc/oracle-release", "etc/centos-release",
    "etc/fedora-release", "etc/mageia-release", "etc/openEuler-release", "etc/mariner-release",
    "etc/azurelinux-release", "etc/photon-release", "etc/redhat-release", "etc/system-release",
    "etc/SuSE-release",
    // Files of their own form. Ubuntu has debian_version too.
    "etc/lsb-release", "etc/alpine-release", "etc/debian_version", "etc/arch-release"};
constexpr std::span<const std::string_view> os_release_files = std::span(files).first(2);
constexpr std::span<const std::string_view> sentence_files = std::span(files).subspan(2, 13);

// How those sentences begin, the longer before the shorter.
struct Beginning {
  std::string_view words, id;
};
constexpr Beginning beginnings[] = {
    {"AlmaLinux", "almalinux"},
    {"Rocky Linux", "rocky"},
    {"Oracle Linux", "ol"},
    {"CentOS", "centos"},
    {"Fedora", "fedora"},
    {"Red Hat", "rhel"},
    {"Amazon Linux", "amzn"},
    {"Mageia", "mageia"},
    {"openEuler", "openeuler"},
    {"CBL-Mariner", "mariner"},
    {"Microsoft Azure Linux", "azurelinux"},
    {"Azure Linux", "azurelinux"},
    {"VMware Photon", "photon"},
    {"Photon", "photon"},
    {"openSUSE Tumbleweed", "opensuse-tumbleweed"},
    {"openSUSE", "opensuse-leap"},
    {"SUSE Linux Enterprise Server", "sles"},
    {"SUSE Linux Enterprise Desktop", "sled"},
};

std::string_view first_line(std::string_view text) {
  constexpr std::size_t most_bytes = 1000;
  return trim(text.substr(0, std::min(text.find('\n'), most_bytes)));
}

// "22.03-LTS-SP3" for "22.03 (LTS-SP3)": openEuler leaves the service pack out of VERSION_ID.
std::string openeuler_version(std::string_view version) {
  const std::size_t open = version.find('(');
  std::string whole(trim(version.substr(0, open)));
  if (open != version.npos) {
    const std::string_view inner = version.substr(open + 1);
    whole += '-';
    whole += trim(inner.substr(0, inner.find(')')));
  }
  return whole;
}

// The first word that begins with a digit: "7.9.2009" of "CentOS Linux release 7.9.2009 (Core)".
std::string_view version_in(std::string_view sentence) {
  for (const std::string_view word : split(sentence, ' ')) {
    if (!word.empty() && is_digit(word.front())) return word;
  }
  return {};
}

std::optional<Distribution> read_sentence(std::string_view text) {
  const std::string_view sentence = first_line(text);
  const auto known = std::ranges::find_if(
      beginnings, [&](const Beginning& each) { return sentence.starts_with(each.words); });
  if (known == std::end(beginnings)) return std::nullopt;
  Distribution found;
  found.id = known->id;
  found.title = sentence;
  const std::string_view version = version_in(sentence);
  found.version = version;
  if (known->id == "openeuler" && !version.empty()) {
    found.version = openeuler_version(sentence.substr(sentence.find(version)));
  }
  // SuSE-release writes the service pack in a line of its own.
  const OsRelease lines(text);
  const std::string_view pack = lines.get("PATCHLEVEL");
  if (known->id == "sles" && !pack.empty() && pack != "0") found.version.append(".").append(pack);
  return found;
}

std::optional<Distribution> read_lsb_release(std::string_view text) {
  const OsRelease values(text);
  Distribution found;
  found.id = to_lower(values.get("DISTRIB_ID"));
  if (found.id.empty()) return std::nullopt;
  found.version = values.get("DISTRIB_RELEASE");
  found.codename = values.get("DISTRIB_CODENAME");
  found.title = values.get("DISTRIB_DESCRIPTION");
  return found;
}

// "12.5" of a release; "trixie/sid" of testing and unstable alike.
void read_debian_version(std::string_view line, Distribution& debian) {
  if (line.empty()) return;
  if (is_digit(line.front())) {
    debian.version = line.substr(0, line.find('.'));
    return;
  }
  debian.codename = line.substr(0, line.find('/'));
  const std::string_view release = debian_release(debian.codename);
  if (release != debian.codename) debian.version = release;
}

Distribution plain(std::string_view id, std::string_view name, std::string_view version) {
  Distribution found;
  found.id = id;
  found.version = version;
  found.title = name;
  if (!version.empty()) found.title.append(" ").append(version);
  return found;
}

class Reader {
 public:
  explicit Reader(const RootFiles& root) : root_(root) {}

  std::optional<Distribution> read() const {
    for (const std::string_view path : os_release_files) {
      if (const auto text = get(path)) {
        if (auto found = read_os_release(*text)) return found;
      }
    }
    for (const std::string_view path : sentence_files) {
      if (const auto text = get(path)) {
        if (auto found = read_sentence(*text)) return found;
      }
    }
    if (const auto text = get("etc/lsb-release")) {
      if (auto found = read_lsb_release(*text)) return found;
    }
    if (const auto text = get("etc/alpine-release")) {
      return plain("alpine", "Alpine Linux", first_line(*text));
    }
    if (const auto text = get("etc/debian_version")) {
      Distribution found = plain("debian", "Debian GNU/Linux", first_line(*text));
      found.version.clear();
      read_debian_version(first_line(*text), found);
      return found;
    }
    if (get("etc/arch-release")) return plain("arch", "Arch Linux", {});
    return std::nullopt;
  }

 private:
  std::optional<std::string_view> get(std::string_view path) const {
    const auto bytes = root_.read(path);
    return bytes ? *bytes : std::nullopt;
  }

  std::optional<Distribution> read_os_release(std::string_view text) const {
    const OsRelease values(text);
    Distribution found;
    found.id = to_lower(values.get("ID"));
    if (found.id.empty()) return std::nullopt;
    found.version = values.get("VERSION_ID");
    // A system derived from another one says the other one's name here.
    for (const std::string_view name : {"UBUNTU_CODENAME", "DEBIAN_CODENAME", "VERSION_CODENAME"}) {
      if (found.codename.empty()) found.codename = values.get(name);
    }
    found.title = values.get("PRETTY_NAME");
    if (found.title.empty()) {
      found.title = trim(std::string(values.get("NAME")) + " " + found.version);
    }
    if (found.id == "debian" && found.version.empty()) {
      if (const auto line = get("etc/debian_version")) {
        read_debian_version(first_line(*line), found);
      }
    }
    if (found.id == "openeuler") {
      const std::string_view version = values.get("VERSION");
      if (version.starts_with(found.version)) found.version = openeuler_version(version);
    }
    return found;
  }

  const RootFiles& root_;
};

}  // namespace

std::span<const std::string_view> distribution_files() { return files; }

std::optional<Distribution> read_distribution(const RootFiles& root) { return Reader(root).read(); }

}  // namespace boltseal
