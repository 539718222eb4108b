// The networks and volumes that commands create.

#include <string>
#include <utility>

#include "base/text.h"
#include "sources/commands/mounts.h"
#include "sources/commands/workload.h"

namespace boltseal::commands {

Network read_network(const Invocation& invocation) {
  Network network;
  network.site = invocation.site;
  if (!invocation.operands.empty()) {
    network.name = invocation.operands.front().text.bytes();
    network.site = invocation.operands.front().origin;
  }
  for (const Option& option : invocation.options) {
    const Text& text = option.value.text;
    if (option.name == "driver") network.driver = text;
    if (option.name == "internal" && text.bytes() != "false") {
      network.internal = Value<bool>::known(true, option.origin);
    }
    if (option.name != "opt") continue;
    const std::size_t equals = text.find('=');
    const std::string key = text.bytes().substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : text.bytes().substr(equals + 1);
    const bool known = text.is_known();
    if (key == "encrypted") {
      network.encrypted = known ? Value<bool>::known(value != "false", option.value.origin)
                                : Value<bool>::unknown(option.value.origin);
    } else if (key == "com.docker.network.bridge.enable_icc") {
      network.inter_container_communication =
          known ? Value<bool>::known(value != "false", option.value.origin)
                : Value<bool>::unknown(option.value.origin);
    }
  }
  return network;
}

Mount read_volume(const Invocation& invocation) {
  Mount mount;
  mount.kind = MountKind::volume;
  mount.origin = invocation.site;
  Text device, address;
  bool nfs = false;
  for (const Option& option : invocation.options) {
    if (option.name != "opt") continue;
    const Text& text = option.value.text;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) continue;
    const std::string key = text.bytes().substr(0, equals);
    const Text value = text.substr(equals + 1);
    if (key == "type") nfs = value.bytes() == "nfs" || value.bytes() == "nfs4";
    if (key == "device") device = value;
    if (key != "o") continue;
    for (const Text& each : split_text(value, ',')) {
      if (each.bytes().starts_with("addr=")) {
        address = each.substr(5);
      } else if (each.bytes() == "ro") {
        mount.read_only = Value<bool>::known(true, option.value.origin);
      } else if (each.bytes() != "rw") {
        mount.options.push_back({each, option.value.origin});
      }
    }
  }
  if (!nfs) return mount;
  mount.kind = MountKind::nfs;
  mount.source = address;
  if (!device.bytes().starts_with(":")) mount.source.append(std::string_view(":"));
  mount.source.append(device);
  return mount;
}

}  // namespace boltseal::commands
