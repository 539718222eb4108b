#include "rules/rule.h"
#include "model/published_port.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

bool is_socket_proxy(const Workload& workload) {
  const auto image = effective(workload, fact::image);
  if (!image->is_known() || !image.value->repository.is_known()) return false;
  const std::string_view name = image.value->repository.bytes();
  return name.ends_with("docker-socket-proxy") || name.ends_with("/socket-proxy");
}

/// The variables of Tecnativa's proxy and of its look-alike of linuxserver.io: each opens a part
/// of the API, POST everything in the open parts that changes something (README of
/// Tecnativa/docker-socket-proxy).
struct Section {
  std::string_view name;
  std::string_view allows;
};
constexpr std::array sections = {
    Section{"CONTAINERS", "create a privileged container"},
    Section{"EXEC", "run commands in every container"},
    Section{"SERVICES", "create a service with the host's files"},
    Section{"PLUGINS", "install a plugin that runs as root"},
    Section{"SWARM", "take over the swarm"},
    Section{"BUILD", "build with the host's network"},
};

Truth is_on(const Setting& setting) {
  if (!setting.value.is_known()) return Truth::unknown;
  const std::string& value = setting.value.bytes();
  constexpr std::array<std::string_view, 5> off = {"", "0", "false", "False", "FALSE"};
  return std::find(off.begin(), off.end(), value) != off.end() ? Truth::no : Truth::yes;
}

void check_published(const Workload& workload, Findings& findings) {
  if (!publishes_ports(workload)) return;
  for (const Port& port : gather(workload, fact::published_ports)) {
    if (!port.host_ip.is_known() || port.host_ip.bytes().starts_with("127.")) continue;
    findings.add(port.origin, fact_path(Fact::published_ports, port.target.bytes()),
                 "the proxy of the engine's socket is open to the host's networks and asks nobody "
                 "for a password");
  }
}

void check(const Workload& workload, Findings& findings) {
  if (!is_socket_proxy(workload)) return;
  check_published(workload, findings);
  const Gathered<Setting> environment = gather(workload, fact::environment);
  const Setting* post = nullptr;
  for (const Setting& setting : environment) {
    if (setting.name != "POST") continue;
    if (is_on(setting) == Truth::unknown) return findings.unknown(Fact::environment);
    post = is_on(setting) == Truth::yes ? &setting : nullptr;
  }
  if (post == nullptr) return;
  for (const Section& section : sections) {
    for (const Setting& setting : environment) {
      if (setting.name != section.name || is_on(setting) != Truth::yes) continue;
      findings.add(setting.origin, fact_path(Fact::environment, section.name),
                   "lets every client " + std::string(section.allows) + ", because " +
                       std::string(section.name) + " and POST are both on");
    }
  }
}

}  // namespace

extern const Rule socket_unrestricted_proxy{
    .summary = "Proxy of the engine's socket lets everything through",
    .what =
        "A proxy that is to filter the engine's API (`tecnativa/docker-socket-proxy`, "
        "`linuxserver/socket-proxy`) is told to allow changes (`POST`) in a part of the API that "
        "leads to root: containers, exec, services, plugins, the swarm, builds. Or its port is "
        "published other than on loopback.",
    .why =
        "With `POST` and `CONTAINERS` a client may create a container that mounts the host's root "
        "folder: the proxy then only hides that the socket was handed out. A published port hands "
        "it to the whole network.",
    .remedy =
        "Leave `POST` off for clients that only look (Traefik, dashboards). Give a client that "
        "must "
        "restart containers only this (`ALLOW_RESTARTS`), a proxy of its own, and an internal "
        "network that nobody else is in; publish no port.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.32", "NIST SP 800-190 4.4.3",
                   "https://github.com/Tecnativa/docker-socket-proxy#security-recommendations"},
    .workload = check,
};

}  // namespace boltseal
