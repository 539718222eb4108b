#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/origin.h"

namespace boltseal {

// The network of one machine as it is. Its parts name each other by their places in the lists of
// NetworkMap. Texts come from engines and the kernel: not sanitized.

/// No part at all: an attachment to a network that nobody knows.
inline constexpr std::size_t no_part = static_cast<std::size_t>(-1);

/// A network that containers are attached to: one of an engine, or a bridge of this machine that no
/// engine speaks of.
struct MapNetwork {
  std::string engine;     ///< "docker", "podman of alice"; empty: nobody's.
  std::string name;       ///< "bridge", "shop_default"; the bridge's name when it is nobody's.
  std::string driver;     ///< "bridge", "overlay", "macvlan"
  std::string interface;  ///< On this machine: "docker0"; empty: none, or not seen.
  std::vector<std::string> subnets;  ///< "172.17.0.0/16"
  std::string host_address;          ///< This machine's own on it: "172.17.0.1"; empty: none.
  bool is_internal = false;          ///< Its engine says that nothing leads out of it.
  bool is_isolated = false;   ///< Its engine says that other networks of its own do not reach it.
  bool is_encrypted = false;  ///< An overlay's.
  std::optional<bool> icc;    ///< Its engine says that its containers may reach each other.
  std::optional<bool> masquerade;  ///< Leaves this machine under the machine's own address.
  Origin site;
};

/// One interface of a network namespace.
struct MapAttachment {
  std::size_t network = no_part;
  std::string interface;  ///< Inside: "eth0"
  std::string peer;       ///< Its other end on this machine: "veth12ab"; empty: not known.
  std::string address;    ///< IPv4; empty: none.
  std::string address6;
};

/// Where a process waits for others.
struct MapListener {
  std::string protocol;  ///< "tcp", "udp"
  std::string address;   ///< "0.0.0.0", "::", "127.0.0.1"
  int port = 0;
  bool is_local = false;            ///< Only the namespace itself reaches it.
  int pid = 0;                      ///< As this machine counts; 0: not known.
  std::string program;              ///< "nginx"; empty: not known.
  std::size_t container = no_part;  ///< Whose process that is.
};

/// A network namespace and who is in it: a container, a pod, containers that joined another one,
/// or the host.
struct MapSpace {
  std::string id;  ///< As the kernel calls it: "net:[4026532281]"; empty: not seen.
  bool is_host = false;
  std::vector<std::size_t> containers;
  std::vector<MapAttachment> attachments;
  std::vector<MapListener> listeners;  ///< Of the host: only those of containers and engines.
};

/// A way from a container to an engine's socket.
struct MapEngineSocket {
  std::string engine;       ///< "docker"
  std::string path;         ///< As the engine calls it: "/var/run/docker.sock".
  bool is_mounted = false;  ///< A mount shows it, or a folder above it, to the container.
  bool is_open = false;     ///< A connection to it exists, or one of its processes holds it.
  std::string program;      ///< Who holds it, where that is known.
};

/// A container that runs.
struct MapContainer {
  std::string engine;  ///< "docker"
  std::string name;    ///< "web"
  std::string label;   ///< As the paths of a verdict name it: "docker container web".
  int pid = 0;
  std::size_t space = no_part;       ///< Its network namespace; no_part: not seen from here.
  std::vector<std::string> exposed;  ///< What its image or its configuration declares: "80/tcp".
  bool is_exposed_known = false;     ///< Whether its engine tells that at all.
  std::vector<MapEngineSocket> engine_sockets;
  Origin site;
};

/// A port of this machine that leads to one of a container.
struct MapPublished {
  std::string host_address;  ///< "0.0.0.0", "127.0.0.1"
  int host_port = 0;
  std::string protocol;             ///< "tcp", "udp"
  std::size_t container = no_part;  ///< no_part: an address that no container has.
  std::string container_address;    ///< Where it leads; may be empty.
  int container_port = 0;
  bool is_declared = false;  ///< Its engine says so.
  /// Who makes it so: "docker-proxy", "rootlessport", "DNAT"; empty: nobody is seen.
  std::vector<std::string> by;
};

/// Containers that the network treats alike: the spaces of one network for which the same rules of
/// the packet filter and the same routes hold.
struct MapGroup {
  std::size_t network = no_part;  ///< no_part: the host, with the containers that share it.
  std::vector<std::size_t> spaces;
};

enum class Reach : std::uint8_t {
  unknown,  ///< A rule means something that is not known here.
  no,
  yes,
};
std::string_view name_of(Reach reach);

/// What an answer about reach rests on.
enum class ReachEvidence : std::uint8_t {
  configuration,  ///< What the engine says.
  rules,          ///< The packet filter, routes and settings of the kernel.
  probe,          ///< A connection was made, or was not possible, from inside of the namespace.
};
std::string_view name_of(ReachEvidence evidence);

enum class ReachBy : std::uint8_t {
  same_bridge,       ///< Nothing stands between them.
  icc,               ///< One bridge whose engine says something of its containers' traffic.
  routes,            ///< From one network to another, through this machine.
  published_port,    ///< By way of a port of this machine.
  shared_namespace,  ///< They see the same loopback.
  host_network,      ///< One of them has the host's own network.
};
/// "same bridge", "icc", "routes", "published port on the host", …
std::string_view name_of(ReachBy by);

/// Whether the members of one group reach those of another over TCP. Different networks that have
/// no edge do not reach each other.
struct MapEdge {
  std::size_t from = 0, to = 0;  ///< Groups; the same: the members among each other.
  Reach reach = Reach::unknown;
  ReachBy by = ReachBy::same_bridge;
  /// Only these ports; empty: all of them.
  std::vector<std::string> ports;
  ReachEvidence evidence = ReachEvidence::configuration;
  std::string decided_by;  ///< For people: "-A FORWARD -i docker0 -o docker0 -j DROP", "no route".
};

/// One connection that was tried.
struct MapProbe {
  std::size_t from = 0, to = 0;  ///< Spaces.
  std::string address;
  int port = 0;
  Reach expected = Reach::unknown;
  Reach found = Reach::unknown;
};

/// What could not be found out, with the remedy.
struct MapGap {
  std::string message, remedy;
};

struct NetworkMap {
  std::vector<MapNetwork> networks;
  std::vector<MapSpace> spaces;
  std::vector<MapContainer> containers;
  std::vector<MapPublished> published;
  std::vector<MapGroup> groups;
  std::vector<MapEdge> edges;
  std::vector<MapProbe> probes;
  bool is_probed = false;
  std::vector<MapGap> gaps;
  std::vector<std::shared_ptr<const File>> files;  ///< What its sites are in.
};

}  // namespace boltseal
