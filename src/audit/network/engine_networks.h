#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engines/live_engine.h"
#include "model/network_map.h"

namespace boltseal {

/// A network as its engine describes it.
struct DescribedNetwork {
  std::string id;
  MapNetwork network;
};

/// The networks that an engine answered with: Docker's list, or Podman's own.
std::vector<DescribedNetwork> described_networks(const LiveEngine& engine);

/// What an engine says of one container's network.
struct DescribedContainer {
  struct Attachment {
    std::string network;  ///< Its name.
    std::string network_id;
    std::string address, address6;
  };
  std::vector<Attachment> attachments;
  std::vector<MapPublished> published;  ///< Without its container.
  std::vector<std::string> exposed;
  bool is_exposed_known = false;
  std::vector<std::string> mounted;  ///< Sources of its binds.
};
DescribedContainer described_container(const LiveContainer& container);

}  // namespace boltseal
