#include "sources/nomad/mounts.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sources/inspect/volume.h"
#include "sources/nomad/parts.h"

namespace boltseal::nomad {
namespace {

using yaml::Fields;
using yaml::Node;

// "/etc:/host:ro,rslave", "local/site:/site", "data:/data"
void read_volume(const Node& said, Mounts& mounts) {
  const std::vector<std::string_view> parts = split(said.value, ':');
  if (parts.size() < 2) return;
  Mount mount;
  mount.origin = said.origin();
  // A path that does not begin so is one in the task's own folder, or a volume's name.
  mount.kind = parts[0].starts_with('/') ? MountKind::bind : MountKind::volume;
  mount.source = Text(std::string(parts[0]));
  mount.target = Text(std::string(parts[1]));
  mount.read_only = Value<bool>::known(false, mount.origin);
  if (parts.size() > 2) {
    for (const std::string_view option : split(parts[2], ',')) {
      if (option == "ro") {
        mount.read_only = Value<bool>::known(true, mount.origin);
      } else if (option.find("shared") != std::string_view::npos ||
                 option.find("slave") != std::string_view::npos ||
                 option.find("private") != std::string_view::npos) {
        mount.propagation = Value<Text>::known(Text(std::string(option)), mount.origin);
      } else if (option != "rw") {
        mount.options.push_back({Text(std::string(option)), mount.origin});
      }
    }
  }
  mounts.push_back(std::move(mount));
}

// The block `mount` of the driver docker.
void read_mount(const Fields& said, Mounts& mounts) {
  Mount mount;
  const std::string_view type = said.text_or_empty("type");
  mount.kind = type == "bind"    ? MountKind::bind
               : type == "tmpfs" ? MountKind::tmpfs
                                 : MountKind::volume;  // also when nothing is said
  mount.source = Text(std::string(said.text_or_empty("source")));
  mount.target = Text(std::string(said.text_or_empty("target")));
  mount.origin = said.origin(said.has("source") ? "source" : "target");
  if (mount.kind == MountKind::bind && !mount.source.bytes().starts_with('/')) {
    mount.kind = MountKind::volume;  // in the task's own folder
  }
  const bool is_read_only = said.boolean("readonly").value_or(false);
  mount.read_only = Value<bool>::known(is_read_only, said.origin("readonly"));
  const Fields bind = block(said, "bind_options");
  if (const Node* const propagation = bind.text("propagation")) {
    mount.propagation =
        Value<Text>::known(Text(std::string(propagation->value)), propagation->origin());
  }
  const Fields driver = block(block(said, "volume_options"), "driver_config");
  if (driver.text_or_empty("name") == "local" || !driver.has("name")) {
    inspect::define_volume(mount, block(driver, "options"));
  }
  mounts.push_back(std::move(mount));
}

// A volume of the group is one that the client's configuration or a plugin of storage names.
void read_group_volume(const Fields& volumes, const Fields& said, Mounts& mounts) {
  const Node* const name = said.text("Volume");
  if (name == nullptr) return;
  const Fields volume = volumes.object(name->value);
  Mount mount;
  mount.kind = MountKind::volume;
  mount.source = Text(std::string(volume.text_or_empty("Source")));
  mount.target = Text(std::string(said.text_or_empty("Destination")));
  mount.origin = name->origin();
  const bool is_read_only =
      said.boolean("ReadOnly").value_or(false) || volume.boolean("ReadOnly").value_or(false);
  mount.read_only = Value<bool>::known(is_read_only, said.origin("ReadOnly"));
  if (const Node* const propagation = said.text("PropagationMode")) {
    mount.propagation =
        Value<Text>::known(Text(std::string(propagation->value)), propagation->origin());
  }
  mounts.push_back(std::move(mount));
}

}  // namespace

Mounts mounts_of(const Fields& group, const Fields& task) {
  const Fields config = task.object("Config");
  Mounts mounts;
  for (const Node* const each : config.list("volumes")) {
    if (each->is_scalar()) read_volume(*each, mounts);
  }
  for (const std::string_view key : {"mount", "mounts"}) {
    for (const Node* const each : config.list(key)) {
      if (each->is_mapping()) read_mount(Fields(each), mounts);
    }
  }
  const Fields volumes = group.object("Volumes");
  for (const Node* const each : task.list("VolumeMounts")) {
    read_group_volume(volumes, Fields(each), mounts);
  }
  return mounts;
}

}  // namespace boltseal::nomad
