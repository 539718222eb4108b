#pragma once

#include <string>
#include <vector>

#include "net/proxy.h"

namespace boltseal {

/// An engine that the configuration of a client names.
struct NamedEngine {
  std::string engine;      ///< As Endpoint::engine.
  std::string named_by;    ///< For people: "the context \"prod\" of Docker".
  std::string address;     ///< "unix:///run/other.sock", "ssh://root@far"; empty: unknown.
  bool is_chosen = false;  ///< The client talks to it when nobody says otherwise.
};

/// The contexts of Docker (`docker context ls`: contexts/meta/ in $DOCKER_CONFIG or ~/.docker) and
/// the connections of Podman (`podman system connection ls`: podman-connections.json, or
/// containers.conf before version 5). A chosen one that nothing describes has no address. At most
/// 1000 of each; files that are none of theirs say nothing.
std::vector<NamedEngine> named_engines(const net::Environment& environment);

}  // namespace boltseal
