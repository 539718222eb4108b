#include "model/defaults.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

template <class T>
Facts::Any by_default(T value, std::string_view note) {
  Origin origin;
  origin.kind = OriginKind::engine_default;
  origin.note = note;
  return Value<T>::known(std::move(value), std::move(origin));
}

struct Row {
  Platform platform;
  Fact fact;
  Facts::Any value;
};

// One line a default; the note is what a user is shown. Sources: docs.docker.com (docker run,
// dockerd, running containers), docs.podman.io (podman-run, containers.conf), kubernetes.io (pod
// API reference).
const std::vector<Row>& rows() {
  using enum Platform;
  static const std::vector<Row> table = {
      {docker, Fact::privileged, by_default(false, "Docker's default")},
      {docker, Fact::privilege_escalation,
       by_default(true, "Docker's default: no-new-privileges is off")},
      {docker, Fact::read_only_root, by_default(false, "Docker's default")},
      {docker, Fact::memory_limit, by_default<std::int64_t>(0, "Docker's default: no limit")},
      {docker, Fact::cpu_limit, by_default<std::int64_t>(0, "Docker's default: no limit")},
      {docker, Fact::pids_limit, by_default<std::int64_t>(0, "Docker's default: no limit")},
      {docker, Fact::seccomp, by_default(Text("builtin"), "Docker's default profile")},
      {docker, Fact::network_mode, by_default(Text("bridge"), "Docker's default")},
      {docker, Fact::restart, by_default(Restart{"no", {}}, "Docker's default")},
      {docker, Fact::log_driver, by_default(Text("json-file"), "Docker's default")},
      {docker, Fact::inter_container_communication, by_default(true, "dockerd's default")},
      {docker, Fact::no_new_privileges, by_default(false, "dockerd's default")},
      {docker, Fact::live_restore, by_default(false, "dockerd's default")},
      {docker, Fact::tls_verify, by_default(false, "dockerd's default")},
      {docker, Fact::iptables, by_default(true, "dockerd's default")},
      {docker, Fact::experimental, by_default(false, "dockerd's default")},
      {docker, Fact::userland_proxy, by_default(true, "dockerd's default")},
      {podman, Fact::privileged, by_default(false, "Podman's default")},
      {podman, Fact::privilege_escalation,
       by_default(true, "Podman's default: no-new-privileges is off")},
      {podman, Fact::read_only_root, by_default(false, "Podman's default")},
      {podman, Fact::memory_limit, by_default<std::int64_t>(0, "Podman's default: no limit")},
      {podman, Fact::cpu_limit, by_default<std::int64_t>(0, "Podman's default: no limit")},
      {podman, Fact::pids_limit,
       by_default<std::int64_t>(2048, "Podman's default (containers.conf pids_limit)")},
      {podman, Fact::no_new_privileges, by_default(false, "Podman's default")},
      {podman, Fact::seccomp, by_default(Text("builtin"), "Podman's default profile")},
      {podman, Fact::restart, by_default(Restart{"no", {}}, "Podman's default")},
      {nerdctl, Fact::privileged, by_default(false, "nerdctl's default")},
      {nerdctl, Fact::privilege_escalation, by_default(true, "nerdctl's default")},
      {nerdctl, Fact::read_only_root, by_default(false, "nerdctl's default")},
      {nerdctl, Fact::memory_limit, by_default<std::int64_t>(0, "nerdctl's default: no limit")},
      {nerdctl, Fact::cpu_limit, by_default<std::int64_t>(0, "nerdctl's default: no limit")},
      {nerdctl, Fact::pids_limit, by_default<std::int64_t>(0, "nerdctl's default: no limit")},
      {nerdctl, Fact::restart, by_default(Restart{"no", {}}, "nerdctl's default")},
      {swarm, Fact::privileged, by_default(false, "Swarm's default")},
      {swarm, Fact::privilege_escalation, by_default(true, "Swarm's default")},
      {swarm, Fact::read_only_root, by_default(false, "Swarm's default")},
      {swarm, Fact::memory_limit, by_default<std::int64_t>(0, "Swarm's default: no limit")},
      {swarm, Fact::cpu_limit, by_default<std::int64_t>(0, "Swarm's default: no limit")},
      {swarm, Fact::pids_limit, by_default<std::int64_t>(0, "Swarm's default: no limit")},
      {swarm, Fact::restart, by_default(Restart{"always", {}}, "Swarm's default")},
      {kubernetes, Fact::privileged, by_default(false, "Kubernetes' default")},
      {kubernetes, Fact::privilege_escalation, by_default(true, "Kubernetes' default")},
      {kubernetes, Fact::read_only_root, by_default(false, "Kubernetes' default")},
      {kubernetes, Fact::run_as_non_root, by_default(false, "Kubernetes' default")},
      {kubernetes, Fact::memory_limit,
       by_default<std::int64_t>(0, "Kubernetes' default: no limit")},
      {kubernetes, Fact::cpu_limit, by_default<std::int64_t>(0, "Kubernetes' default: no limit")},
      {kubernetes, Fact::automount_token, by_default(true, "Kubernetes' default")},
      {kubernetes, Fact::service_account, by_default(Text("default"), "Kubernetes' default")},
      // pids: the kubelet's podPidsLimit decides, which no manifest shows, so there is no row.
  };
  return table;
}

}  // namespace

const Facts::Any* default_of(Platform platform, Fact fact) {
  static const auto index = [] {
    std::array<std::array<const Facts::Any*, static_cast<std::size_t>(Fact::count_)>, 6> cells{};
    for (const Row& row : rows()) {
      cells[static_cast<std::size_t>(row.platform)][static_cast<std::size_t>(row.fact)] =
          &row.value;
    }
    return cells;
  }();
  return index[static_cast<std::size_t>(platform)][static_cast<std::size_t>(fact)];
}

bool belongs_to_image(Fact fact) {
  switch (fact) {
    case Fact::user:
    case Fact::entrypoint:
    case Fact::command:
    case Fact::environment:
    case Fact::labels:
    case Fact::health_check:
    case Fact::exposed_ports:
    case Fact::mounts: return true;  // VOLUME
    default: return false;
  }
}

namespace {

// Podman has no daemon that could do more than containers.conf says.
bool podman_has(Fact fact) {
  switch (fact) {
    case Fact::authorization_plugins:
    case Fact::cgroup_parent:
    case Fact::experimental:
    case Fact::inter_container_communication:
    case Fact::live_restore:
    case Fact::metrics_address:
    case Fact::userland_proxy:
    case Fact::userns_remap: return false;
    default: return true;
  }
}

}  // namespace

bool applies(Platform platform, LevelKind kind, Fact fact) {
  switch (kind) {
    case LevelKind::daemon:
      if (platform == Platform::podman && !podman_has(fact)) return false;
      // What dockerd sets for every container that does not say otherwise.
      return fact == Fact::log_driver || fact == Fact::log_options ||
             fact == Fact::open_files_limit || fact == Fact::privilege_escalation ||
             fact == Fact::seccomp || fact == Fact::user_namespace ||
             fact >= Fact::listen_addresses;
    case LevelKind::base_image:
    case LevelKind::build_stage:
      if (!belongs_to_image(fact)) return false;
      // The kubelet reads probes only (kubernetes.io, "Configure Liveness, Readiness and Startup
      // Probes"); image labels are not pod labels.
      if (platform == Platform::kubernetes)
        return fact != Fact::health_check && fact != Fact::labels;
      return true;
    case LevelKind::service:
    case LevelKind::pod:
    case LevelKind::container: break;
  }
  if (platform == Platform::swarm) {
    // `docker stack deploy` ignores these keys with a warning (docs.docker.com, "Compose file
    // version 3 reference": cap_add was taken up again by 20.10, the others were not). Security
    // options are no keys of it, but the API has them since 1.44 (ContainerSpec, "Privileges").
    switch (fact) {
      case Fact::privileged:
      case Fact::devices:
      case Fact::device_cgroup_rules:
      case Fact::links:
      case Fact::cgroup_namespace:
      case Fact::user_namespace: return false;
      default: return true;
    }
  }
  return true;
}

}  // namespace boltseal
