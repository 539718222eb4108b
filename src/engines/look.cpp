#include "engines/look.h"

#include <utility>

#include "engines/containerd/containerd.h"
#include "engines/cri/cri.h"
#include "engines/docker/docker.h"
#include "engines/kubernetes/kubernetes.h"
#include "engines/lxc/lxc.h"
#include "engines/nomad/nomad.h"

namespace boltseal {
namespace {

// A new engine is one folder and one line here, and where it listens (endpoints.cpp).
struct Kind {
  std::string_view name;
  LiveEngine (*look)(const Endpoint& endpoint, std::chrono::milliseconds patience);
};
constexpr Kind kinds[] = {
    {"docker", look_at_docker},
    {"podman", look_at_docker},
    {"containerd", look_at_containerd},
    {"cri", look_at_cri},
    {"lxc", look_at_lxc},
    {"nomad", look_at_nomad},
    {"kubernetes", look_at_kubernetes},
};

LiveEngine whose(LiveEngine engine, const Endpoint& endpoint) {
  engine.kind = endpoint.engine;
  engine.user = endpoint.user;
  return engine;
}

}  // namespace

std::vector<std::string_view> engine_kinds() {
  std::vector<std::string_view> names;
  for (const Kind& kind : kinds) names.push_back(kind.name);
  return names;
}

LiveEngine look_at(const Endpoint& endpoint, std::chrono::milliseconds patience) {
  for (const Kind& kind : kinds) {
    if (kind.name == endpoint.engine && endpoint.trouble.empty()) {
      return whose(kind.look(endpoint, patience), endpoint);
    }
  }
  LiveEngine engine;
  engine.name = title_of(endpoint);
  engine.errors.push_back({endpoint.trouble, engine.name, {}, {}});
  return whose(std::move(engine), endpoint);
}

}  // namespace boltseal
