#include "sources/oci/mounts.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/files.h"

namespace boltseal::oci {
namespace {

using yaml::Fields;
using yaml::Node;

template <std::size_t size>
bool is_one_of(std::string_view word, const std::array<std::string_view, size>& words) {
  return std::ranges::find(words, word) != words.end();
}

bool is_of_the_kernel(std::string_view type) {
  constexpr std::array<std::string_view, 6> types = {"proc",   "sysfs",  "devpts",
                                                     "mqueue", "cgroup", "cgroup2"};
  return is_one_of(type, types);
}

// Files that engines write for each container and mount over those of the image. The host's own
// has the same path.
bool is_engines_own(const Mount& mount) {
  constexpr std::array<std::string_view, 6> targets = {
      "/etc/hosts", "/etc/hostname",        "/etc/resolv.conf",
      "/dev/shm",   "/dev/termination-log", "/run/.containerenv"};
  return is_one_of(mount.target.bytes(), targets) && mount.source != mount.target;
}

// The name of a volume by its folder: /var/lib/docker/volumes/NAME/_data, as Docker, nerdctl and
// Podman keep them.
std::string_view volume_of(std::string_view source) {
  constexpr std::string_view end = "/_data";
  if (!source.ends_with(end) || source.find("/volumes/") == std::string_view::npos) return {};
  source.remove_suffix(end.size());
  return source.substr(source.rfind('/') + 1);
}

// /var/lib/kubelet/pods/UID/volumes/kubernetes.io~configmap/NAME: what the kubelet brings is
// managed by it, unlike a hostPath, which is mounted from where it is.
bool read_kubelet_volume(Mount& mount) {
  constexpr std::string_view pods = "/var/lib/kubelet/pods/";
  const std::string& source = mount.source.bytes();
  if (!source.starts_with(pods) || source.find("/..") != std::string::npos) return false;
  const std::size_t kind = source.find('~');
  if (kind == std::string::npos) return false;
  const std::string_view rest = std::string_view(source).substr(kind + 1);
  const std::string_view name = rest.substr(0, rest.find('/'));
  constexpr std::array<std::string_view, 4> files = {"configmap", "secret", "projected",
                                                     "downward-api"};
  mount.kind = is_one_of(name, files) ? MountKind::config : MountKind::volume;
  mount.source = Text(std::string(rest.substr(std::min(name.size() + 1, rest.size()))));
  return true;
}

void read_options(const Fields& said, Mount& mount) {
  constexpr std::array<std::string_view, 8> propagations = {
      "shared", "rshared", "slave", "rslave", "private", "rprivate", "unbindable", "runbindable"};
  constexpr std::array<std::string_view, 3> kept = {"nosuid", "noexec", "nodev"};
  const bool is_bind = mount.kind == MountKind::bind;
  Origin site = is_bind ? said.origin("options") : mount.origin;
  mount.read_only = Value<bool>::known(false, site);
  for (Item& option : said.items("options")) {
    const std::string& word = option.text.bytes();
    // The last one counts (runc, libcontainer/specconv).
    if (word == "ro" || word == "rro" || word == "rw" || word == "rrw") {
      mount.read_only = Value<bool>::known(word.ends_with("ro"), option.origin);
    } else if (is_one_of(word, propagations)) {
      mount.propagation = Value<Text>::known(option.text, option.origin);
    } else if (is_one_of(word, kept)) {
      mount.options.push_back(std::move(option));
    }
  }
}

bool is_bind(const Fields& said) {
  if (said.text_or_empty("type") == "bind") return true;
  const Items options = said.items("options");
  return std::ranges::any_of(options, [](const Item& each) {
    return each.text.bytes() == "bind" || each.text.bytes() == "rbind";
  });
}

}  // namespace

Mounts read_mounts(const Fields& spec) {
  Mounts mounts;
  for (const Node* const each : spec.list("mounts")) {
    const Fields said(each);
    Mount mount;
    mount.target = Text(std::string(said.text_or_empty("destination")));
    if (mount.target.empty()) continue;
    mount.origin = said.origin("destination");
    const std::string_view type = said.text_or_empty("type");
    if (is_bind(said)) {
      mount.kind = MountKind::bind;
      mount.source = Text(std::string(said.text_or_empty("source")));
      mount.origin = said.origin("source");
    } else if (is_of_the_kernel(type)) {
      continue;
    } else if (type == "tmpfs") {
      if (mount.target.bytes() == "/dev" || mount.target.bytes() == "/dev/shm") continue;
      mount.kind = MountKind::tmpfs;
    } else if (type == "nfs" || type == "nfs4") {
      mount.kind = MountKind::nfs;
      mount.source = Text(std::string(said.text_or_empty("source")));
    }
    read_options(said, mount);
    if (mount.kind == MountKind::bind) {
      if (is_engines_own(mount)) continue;
      const std::string_view volume = volume_of(mount.source.bytes());
      if (!volume.empty()) {
        mount.kind = MountKind::volume;
        mount.source = Text(std::string(volume));
      } else {
        read_kubelet_volume(mount);
      }
    }
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

}  // namespace boltseal::oci
