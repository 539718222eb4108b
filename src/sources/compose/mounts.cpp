#include "sources/compose/mounts.h"

#include <algorithm>

#include "base/text.h"
#include "sources/compose/keys.h"
#include "sources/compose/short_syntax.h"
#include "sources/compose/values.h"
#include "sources/notation/notation.h"

namespace boltseal::compose {
namespace {

using yaml::Node;

/// A path is a bind, a name is a volume; where the first byte is unknown a known slash decides,
/// since no volume name has one.
MountKind kind_of_source(const Text& source) {
  const std::string& bytes = source.bytes();
  if (bytes.empty()) return MountKind::volume;
  if (!source.is_known_at(0)) {
    return source.find('/') == std::string::npos ? MountKind::unknown : MountKind::bind;
  }
  const bool drive = bytes.size() > 1 && is_letter(bytes[0]) && bytes[1] == ':';
  if (bytes[0] == '/' || bytes[0] == '.' || bytes[0] == '~' || bytes[0] == '\\' || drive) {
    return MountKind::bind;
  }
  return MountKind::volume;
}

class MountReader {
 public:
  MountReader(Project& project, const Definitions& volumes)
      : project_(project), volumes_(volumes) {}

  Mounts run(const Node& service) {
    if (const Node* const list = service.get("volumes")) {
      if (!list->is_sequence() && !list->is_null()) {
        project_.error(*list, "volumes of a service must be a list", "Write - SOURCE:TARGET");
      }
      for (const Node* item : list->items) {
        item->is_mapping() ? long_volume(*item) : short_volume(*item);
      }
    }
    each_scalar(service.get("tmpfs"), [&](const Node& item) { tmpfs(item); });
    references(service.get("secrets"), "/run/secrets/");
    references(service.get("configs"), "/");
    return std::move(mounts_);
  }

 private:
  void short_volume(const Node& item) {
    const std::optional<Expanded> scalar = scalar_of(project_, &item);
    if (!scalar) return;
    const ShortVolume parts = split_volume(scalar->text);
    Mount mount;
    mount.origin = scalar->origin;
    mount.source = parts.source;
    mount.target = parts.target;
    mount.kind = kind_of_source(parts.source);
    if (parts.source.empty() && !parts.target.is_known_at(0)) mount.kind = MountKind::unknown;
    for (const ByteSpan option : parts.options) {
      const Text text = scalar->text.substr(option.begin, option.size());
      const Origin origin = project_.part(item, *scalar, option);
      static constexpr std::string_view propagations[] = {"private", "rprivate", "shared",
                                                          "rshared", "slave",    "rslave"};
      if (!text.is_known()) {
        mount.read_only = Value<bool>::unknown(origin);
      } else if (text.bytes() == "ro" || text.bytes() == "rw") {
        mount.read_only = Value<bool>::known(text.bytes() == "ro", origin);
      } else if (std::find(std::begin(propagations), std::end(propagations), text.bytes()) !=
                 std::end(propagations)) {
        mount.propagation = Value<Text>::known(text, origin);
      } else if (!text.empty()) {
        mount.options.push_back({text, origin});
      }
    }
    if (mount.kind == MountKind::volume) defined(mount);
    mounts_.push_back(std::move(mount));
  }

  void long_volume(const Node& item) {
    check_keys(project_, item, "volume");
    Mount mount;
    mount.origin = item.origin();
    if (auto source = scalar_of(project_, item.get("source"))) mount.source = source->text;
    if (auto target = scalar_of(project_, item.get("target"))) mount.target = target->text;
    mount.read_only = bool_of(project_, item.get("read_only"));
    const auto type = scalar_of(project_, item.get("type"));
    if (!type) {
      project_.error(item, "a volume in long form needs its type",
                     "Add type: bind, volume, tmpfs, image, npipe or cluster");
    } else if (type->text.is_known()) {
      const std::string& word = type->text.bytes();
      if (word == "bind" || word == "npipe") {
        mount.kind = MountKind::bind;
      } else if (word == "volume" || word == "cluster") {
        mount.kind = MountKind::volume;
      } else if (word == "tmpfs") {
        mount.kind = MountKind::tmpfs;
      } else if (word == "image") {
        mount.kind = MountKind::image;
      } else {
        project_.error(*item.get("type"), "there is no type of volume " + sanitize(word),
                       "Write bind, volume, tmpfs, image, npipe or cluster");
      }
    }
    if (const Node* bind = item.get("bind")) {
      check_keys(project_, *bind, "volume.bind");
      mount.propagation = text_of(project_, bind->get("propagation"));
      if (auto label = scalar_of(project_, bind->get("selinux"))) {
        mount.options.push_back({label->text, label->origin});
      }
    }
    if (const Node* volume = item.get("volume")) check_keys(project_, *volume, "volume.volume");
    if (const Node* tmpfs = item.get("tmpfs")) {
      check_keys(project_, *tmpfs, "volume.tmpfs");
      tmpfs_size(tmpfs->get("size"));
    }
    if (mount.kind == MountKind::volume) defined(mount);
    mounts_.push_back(std::move(mount));
  }

  void tmpfs_size(const Node* size) {
    const auto scalar = scalar_of(project_, size);
    if (!scalar || !scalar->text.is_known()) return;
    const std::optional<std::int64_t> number = parse_size(scalar->text.bytes());
    const bool fraction = size->style == yaml::Style::plain &&
                          parse_thousandths(scalar->text.bytes()) &&
                          !parse_int(scalar->text.bytes());
    if (!number || *number < 0 || fraction) {
      project_.error(*size, "the size of a tmpfs must be a whole number, 0 or more",
                     "Write bytes, or a number with b, k, m or g");
    }
  }

  // A named volume may be a folder of the host or of a server in disguise.
  void defined(Mount& mount) {
    if (!mount.source.is_known()) return;
    const auto found = volumes_.find(mount.source.bytes());
    if (found == volumes_.end() || !found->second->is_mapping()) return;
    const Node* const options = found->second->get("driver_opts");
    if (options == nullptr || !options->is_mapping()) return;
    const auto type = scalar_of(project_, options->get("type"));
    const auto device = scalar_of(project_, options->get("device"));
    const auto flags = scalar_of(project_, options->get("o"));
    if (!device) return;
    const std::string kind = type && type->text.is_known() ? type->text.bytes() : std::string();
    Text address;
    bool bound = false;
    if (flags) {
      std::size_t from = 0;
      const std::size_t end = flags->text.bytes().size();
      while (from <= end) {
        const std::size_t comma = std::min(flags->text.find(',', from), end);
        const Text flag = flags->text.substr(from, comma - from);
        const ByteSpan span{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(comma)};
        const Origin origin = project_.part(*options->get("o"), *flags, span);
        from = comma + 1;
        if (flag.starts_with("addr=") == Truth::yes) {
          address = flag.substr(5);
        } else if (flag.equals("bind") == Truth::yes || flag.equals("rbind") == Truth::yes) {
          bound = true;
        } else if (flag.equals("ro") == Truth::yes) {
          mount.read_only = Value<bool>::known(true, origin);
        } else if (flag.equals("rw") == Truth::yes) {
          if (mount.read_only.is_absent()) mount.read_only = Value<bool>::known(false, origin);
        } else if (!flag.empty()) {
          mount.options.push_back({flag, origin});
        }
      }
    }
    if (kind == "nfs" || kind == "nfs4") {
      mount.kind = MountKind::nfs;
      mount.source = address;
      if (device->text.bytes().starts_with(':') || address.empty()) {
        mount.source.append(device->text);
      } else {
        mount.source = device->text;
      }
      mount.origin = with_step(mount.origin, device->origin);
    } else if (bound) {
      mount.kind = MountKind::bind;
      mount.source = device->text;
      mount.origin = with_step(mount.origin, device->origin);
    }
  }

  void tmpfs(const Node& item) {
    const Expanded scalar = project_.expand(item);
    Mount mount;
    mount.kind = MountKind::tmpfs;
    mount.origin = scalar.origin;
    const std::size_t colon = scalar.text.find(':');
    mount.target = scalar.text.substr(0, colon);
    std::size_t from = colon == std::string::npos ? std::string::npos : colon + 1;
    while (from < scalar.text.bytes().size()) {
      const std::size_t comma = std::min(scalar.text.find(',', from), scalar.text.bytes().size());
      const Text option = scalar.text.substr(from, comma - from);
      const Origin origin = project_.part(
          item, scalar, {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(comma)});
      from = comma + 1;
      if (option.equals("ro") == Truth::yes || option.equals("rw") == Truth::yes) {
        mount.read_only = Value<bool>::known(option.bytes() == "ro", origin);
      } else {
        mount.options.push_back({option, origin});
      }
    }
    mounts_.push_back(std::move(mount));
  }

  // Secrets and configs are files that the engine provides; nobody can write to them.
  void references(const Node* list, std::string_view folder) {
    if (list == nullptr) return;
    for (const Node* item : list->items) {
      const Node* const source = item->is_mapping() ? item->get("source") : item;
      const auto name = scalar_of(project_, source);
      if (!name) continue;
      Mount mount;
      mount.kind = MountKind::config;
      mount.origin = item->is_mapping() ? item->origin() : name->origin;
      mount.source = name->text;
      const auto target = scalar_of(project_, item->is_mapping() ? item->get("target") : nullptr);
      if (target && target->text.starts_with("/") == Truth::yes) {
        mount.target = target->text;
      } else {
        mount.target = Text(std::string(folder));
        mount.target.append(target ? target->text : name->text);
      }
      mount.read_only = Value<bool>::known(true, mount.origin);
      mounts_.push_back(std::move(mount));
    }
  }

  Project& project_;
  const Definitions& volumes_;
  Mounts mounts_;
};

Port long_port(Project& project, const Node& item) {
  check_keys(project, item, "port");
  Port port;
  port.origin = item.origin();
  if (auto ip = scalar_of(project, item.get("host_ip"))) port.host_ip = ip->text;
  if (auto published = scalar_of(project, item.get("published"))) {
    port.published = published->text;
  }
  if (auto protocol = scalar_of(project, item.get("protocol"))) {
    port.protocol = protocol->text.bytes();
  }
  if (auto target = scalar_of(project, item.get("target"))) {
    port.target = target->text;
  } else {
    project.error(item, "a port in long form needs its target", "Add target: PORT");
  }
  return port;
}

}  // namespace

Mounts mounts_of(Project& project, const Node& service, const Definitions& volumes) {
  return MountReader(project, volumes).run(service);
}

Ports ports_of(Project& project, const Node& service) {
  Ports ports;
  const Node* const list = service.get("ports");
  if (list == nullptr) return ports;
  if (!list->is_sequence() && !list->is_null()) {
    project.error(*list, "ports must be a list", "Write - \"HOST:CONTAINER\"");
  }
  for (const Node* item : list->items) {
    if (item->is_mapping()) {
      ports.push_back(long_port(project, *item));
      continue;
    }
    const auto scalar = scalar_of(project, item);
    if (!scalar) continue;
    ShortPort parts = split_port(scalar->text);
    Port port;
    port.origin = scalar->origin;
    port.host_ip = std::move(parts.host_ip);
    port.published = std::move(parts.published);
    port.target = std::move(parts.target);
    if (!parts.protocol.empty()) port.protocol = std::move(parts.protocol);
    ports.push_back(std::move(port));
  }
  return ports;
}

}  // namespace boltseal::compose
