#include "sources/inspect/volume.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace boltseal::inspect {

using yaml::Node;

void define_volume(Mount& mount, const yaml::Fields& options) {
  const Node* const device = options.text("device");
  if (device == nullptr) return;
  const std::string_view type = options.text_or_empty("type");
  std::string address;
  bool is_bind = false;
  std::vector<Item> flags;
  Value<bool> read_only = mount.read_only;
  for (const std::string_view flag : split(options.text_or_empty("o"), ',')) {
    constexpr std::string_view at = "addr=";
    if (flag.starts_with(at)) {
      address = flag.substr(at.size());
    } else if (flag == "bind" || flag == "rbind") {
      is_bind = true;
    } else if (flag == "ro") {
      read_only = Value<bool>::known(true, options.origin("o"));
    } else if (!flag.empty() && flag != "rw") {
      flags.push_back({Text(std::string(flag)), options.origin("o")});
    }
  }
  if (type == "nfs" || type == "nfs4") {
    mount.kind = MountKind::nfs;
    mount.source = Text(device->value.starts_with(':') ? address + std::string(device->value)
                                                       : std::string(device->value));
  } else if (is_bind) {
    mount.kind = MountKind::bind;
    mount.source = Text(std::string(device->value));
  } else {
    return;
  }
  mount.read_only = std::move(read_only);
  for (Item& flag : flags) mount.options.push_back(std::move(flag));
  mount.origin = with_step(mount.origin, device->origin());
}

void define_asked_volume(Mount& mount, const yaml::Fields& said) {
  const yaml::Fields driver = said.object("VolumeOptions").object("DriverConfig");
  if (driver.text_or_empty("Name") == "local" || driver.text("Name") == nullptr) {
    define_volume(mount, driver.object("Options"));
  }
}

}  // namespace boltseal::inspect
