#include "audit/network/engine_networks.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_networks = 10'000;
constexpr std::size_t most_ports = 65'536;  // of one container

const json& member(const json& object, const char* key) {
  static const json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

// Docker writes keys with capitals, Podman's own API without.
std::string text_under(const json& object, const char* docker, const char* podman) {
  const std::string text = text_in(object, docker);
  return text.empty() ? text_in(object, podman) : text;
}

std::optional<bool> truth_in(const json& options, const char* key) {
  const std::string text = text_in(options, key);
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

void add_subnets(const json& list, const char* key, MapNetwork& network) {
  if (!list.is_array()) return;
  for (const json& each : list) {
    const std::string subnet = text_in(each, key);
    if (!subnet.empty()) network.subnets.push_back(subnet);
  }
}

DescribedNetwork read_network(const json& object, const LiveEngine& engine) {
  DescribedNetwork read;
  read.id = text_under(object, "Id", "id");
  MapNetwork& network = read.network;
  network.engine = engine.name;
  network.name = text_under(object, "Name", "name");
  network.driver = text_under(object, "Driver", "driver");
  network.is_internal = member(object, "Internal") == true || member(object, "internal") == true;
  add_subnets(member(member(object, "IPAM"), "Config"), "Subnet", network);
  add_subnets(member(object, "subnets"), "subnet", network);
  const json& of_docker = member(object, "Options");
  network.is_encrypted = of_docker.is_object() && of_docker.contains("encrypted");
  network.icc = truth_in(of_docker, "com.docker.network.bridge.enable_icc");
  network.masquerade = truth_in(of_docker, "com.docker.network.bridge.enable_ip_masquerade");
  network.interface = text_in(object, "network_interface");
  if (network.driver == "bridge" && network.interface.empty()) {
    network.interface = text_in(of_docker, "com.docker.network.bridge.name");
    // libnetwork, drivers/bridge: "br-" and the first 12 digits of the id.
    if (network.interface.empty()) network.interface = "br-" + read.id.substr(0, 12);
  }
  // Podman separates only those networks for which that was asked for (podman-network-create(1)).
  network.is_isolated =
      network.driver == "bridge" &&
      (engine.kind == "docker" || truth_in(member(object, "options"), "isolate") == true);
  return read;
}

// "80/tcp"
std::optional<std::pair<int, std::string>> port_of(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto port = parse_int(text.substr(0, slash));
  if (!port || *port < 1 || *port > 65535) return std::nullopt;
  std::string protocol =
      slash == std::string_view::npos ? "tcp" : std::string(text.substr(slash + 1));
  return std::pair(static_cast<int>(*port), std::move(protocol));
}

void read_published(const json& ports, DescribedContainer& container) {
  if (!ports.is_object()) return;
  for (const auto& [key, bindings] : ports.items()) {
    const auto port = port_of(key);
    if (!port || !bindings.is_array()) continue;
    for (const json& binding : bindings) {
      const auto host = parse_int(text_in(binding, "HostPort"));
      if (!host || *host < 1 || *host > 65535 || container.published.size() == most_ports) continue;
      MapPublished published;
      published.host_address = text_in(binding, "HostIp");
      if (published.host_address.empty()) published.host_address = "0.0.0.0";
      published.host_port = static_cast<int>(*host);
      published.protocol = port->second;
      published.container_port = port->first;
      published.is_declared = true;
      container.published.push_back(std::move(published));
    }
  }
}

}  // namespace

std::vector<DescribedNetwork> described_networks(const LiveEngine& engine) {
  std::vector<DescribedNetwork> networks;
  const json list = parse_json(engine.networks);
  if (!list.is_array()) return networks;
  for (const json& each : list) {
    if (networks.size() == most_networks) break;
    DescribedNetwork read = read_network(each, engine);
    // Of these, one has nothing to reach and the other is the machine's.
    const bool is_none = read.network.driver == "null" || read.network.driver == "host";
    if (!read.network.name.empty() && !is_none) networks.push_back(std::move(read));
  }
  // Engines list them in no order.
  std::ranges::sort(networks, {}, [](const DescribedNetwork& each) {
    return std::pair(std::string_view(each.network.name), std::string_view(each.id));
  });
  return networks;
}

DescribedContainer described_container(const LiveContainer& container) {
  DescribedContainer described;
  if (container.source == "lxc") return described;
  const json read = parse_json(container.text);
  const json& object = read.is_array() && !read.empty() ? read.front() : read;
  const json& settings = member(object, "NetworkSettings");
  const json& networks = member(settings, "Networks");
  if (networks.is_object()) {
    for (const auto& [name, each] : networks.items()) {
      described.attachments.push_back({.network = name,
                                       .network_id = text_in(each, "NetworkID"),
                                       .address = text_in(each, "IPAddress"),
                                       .address6 = text_in(each, "GlobalIPv6Address")});
    }
  }
  read_published(member(settings, "Ports"), described);
  const json& exposed = member(member(object, "Config"), "ExposedPorts");
  described.is_exposed_known = exposed.is_object();
  if (exposed.is_object()) {
    for (const auto& [port, none] : exposed.items()) described.exposed.push_back(port);
  }
  // An OCI specification (containerd, the CRI) names them in small letters.
  for (const json* const list : {&member(object, "Mounts"), &member(object, "mounts")}) {
    if (!list->is_array()) continue;
    for (const json& mount : *list) {
      const std::string source = text_under(mount, "Source", "source");
      if (source.starts_with('/')) described.mounted.push_back(source);
    }
  }
  return described;
}

}  // namespace boltseal
