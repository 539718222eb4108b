#include "sources/daemon/options.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/edit_distance.h"

namespace boltseal::daemon {
namespace {

using enum Type;
constexpr Fact none = Fact::count_;

constexpr std::array table = {
    Option{"allow-direct-routing", "allow-direct-routing", boolean},
    Option{"allow-nondistributable-artifacts", "allow-nondistributable-artifacts", list},
    Option{"api-cors-header", "api-cors-header", text},
    Option{"authorization-plugins", "authorization-plugin", list, Fact::authorization_plugins},
    Option{"bip", "bip", text},
    Option{"bip6", "bip6", text},
    Option{"bridge", "bridge", text, none, 'b'},
    Option{"bridge-accept-fwmark", "bridge-accept-fwmark", text},
    Option{"builder", "", object},
    Option{"cdi-spec-dirs", "cdi-spec-dir", list},
    Option{"cgroup-parent", "cgroup-parent", text, Fact::cgroup_parent},
    Option{"cluster-advertise", "cluster-advertise", text},
    Option{"cluster-store", "cluster-store", text},
    Option{"cluster-store-opts", "cluster-store-opt", map},
    Option{"", "config-file", text},
    Option{"containerd", "containerd", text},
    Option{"containerd-namespace", "containerd-namespace", text},
    Option{"containerd-plugins-namespace", "containerd-plugins-namespace", text},
    Option{"content-trust", "", object, Fact::content_trust},
    Option{"cpu-rt-period", "cpu-rt-period", number},
    Option{"cpu-rt-runtime", "cpu-rt-runtime", number},
    Option{"cri-containerd", "cri-containerd", boolean},
    Option{"data-root", "data-root", text},
    Option{"debug", "debug", boolean, none, 'D'},
    Option{"default-address-pools", "default-address-pool", object},
    Option{"default-cgroupns-mode", "default-cgroupns-mode", text},
    Option{"default-gateway", "default-gateway", text},
    Option{"default-gateway-v6", "default-gateway-v6", text},
    Option{"default-ipc-mode", "default-ipc-mode", text},
    Option{"default-network-opts", "default-network-opt", object},
    Option{"default-runtime", "default-runtime", text},
    Option{"default-shm-size", "default-shm-size", text},
    Option{"default-ulimits", "default-ulimit", ulimits, Fact::default_ulimits},
    Option{"deprecated-key-path", "deprecated-key-path", text},
    Option{"disable-legacy-registry", "disable-legacy-registry", boolean},
    Option{"dns", "dns", list},
    Option{"dns-opts", "dns-opt", list},
    Option{"dns-search", "dns-search", list},
    Option{"exec-opts", "exec-opt", list},
    Option{"exec-root", "exec-root", text},
    Option{"experimental", "experimental", boolean, Fact::experimental},
    Option{"features", "feature", object},
    Option{"firewall-backend", "firewall-backend", text},
    Option{"fixed-cidr", "fixed-cidr", text},
    Option{"fixed-cidr-v6", "fixed-cidr-v6", text},
    Option{"graph", "graph", text, none, 'g'},
    Option{"group", "group", text, none, 'G'},
    Option{"", "help", boolean, none, 'h'},
    Option{"host-gateway-ip", "host-gateway-ip", text},
    Option{"host-gateway-ips", "", list},
    Option{"hosts", "host", list, Fact::listen_addresses, 'H'},
    Option{"http-proxy", "http-proxy", text},
    Option{"https-proxy", "https-proxy", text},
    Option{"icc", "icc", boolean, Fact::inter_container_communication},
    Option{"init", "init", boolean},
    Option{"init-path", "init-path", text},
    Option{"insecure-registries", "insecure-registry", list, Fact::insecure_registries},
    Option{"ip", "ip", text},
    Option{"ip-forward", "ip-forward", boolean},
    Option{"ip-forward-no-drop", "ip-forward-no-drop", boolean},
    Option{"ip-masq", "ip-masq", boolean},
    Option{"ip6tables", "ip6tables", boolean},
    Option{"iptables", "iptables", boolean, Fact::iptables},
    Option{"ipv6", "ipv6", boolean},
    Option{"labels", "label", list},
    Option{"live-restore", "live-restore", boolean, Fact::live_restore},
    Option{"log-driver", "log-driver", text, Fact::log_driver},
    Option{"log-format", "log-format", text},
    Option{"log-level", "log-level", text, Fact::log_level, 'l'},
    Option{"log-opts", "log-opt", map, Fact::log_options},
    Option{"max-concurrent-downloads", "max-concurrent-downloads", number},
    Option{"max-concurrent-uploads", "max-concurrent-uploads", number},
    Option{"max-download-attempts", "max-download-attempts", number},
    Option{"metrics-addr", "metrics-addr", text, Fact::metrics_address},
    Option{"min-api-version", "", text},
    Option{"mtu", "mtu", number},
    Option{"network-control-plane-mtu", "network-control-plane-mtu", number},
    Option{"network-diagnostic-port", "network-diagnostic-port", number},
    Option{"no-new-privileges", "no-new-privileges", boolean, Fact::no_new_privileges},
    Option{"no-proxy", "no-proxy", text},
    Option{"node-generic-resources", "node-generic-resource", list},
    Option{"nri-opts", "nri-opts", object},
    Option{"oom-score-adjust", "oom-score-adjust", number},
    Option{"pidfile", "pidfile", text, none, 'p'},
    Option{"proxies", "", object},
    Option{"raw-logs", "raw-logs", boolean},
    Option{"registry-mirrors", "registry-mirror", list},
    Option{"rootless", "rootless", boolean, Fact::rootless},
    Option{"runtimes", "add-runtime", object},
    Option{"seccomp-profile", "seccomp-profile", text, Fact::seccomp},
    Option{"selinux-enabled", "selinux-enabled", boolean, Fact::selinux_enabled},
    Option{"shutdown-timeout", "shutdown-timeout", number},
    Option{"storage-driver", "storage-driver", text, Fact::storage_driver, 's'},
    Option{"storage-opts", "storage-opt", list},
    Option{"swarm-default-advertise-addr", "swarm-default-advertise-addr", text},
    Option{"swarm-raft-election-tick", "", number},
    Option{"swarm-raft-heartbeat-tick", "", number},
    Option{"tls", "tls", boolean},
    Option{"tlscacert", "tlscacert", text},
    Option{"tlscert", "tlscert", text},
    Option{"tlskey", "tlskey", text},
    Option{"tlsverify", "tlsverify", boolean, Fact::tls_verify},
    Option{"userland-proxy", "userland-proxy", boolean, Fact::userland_proxy},
    Option{"userland-proxy-path", "userland-proxy-path", text},
    Option{"userns-remap", "userns-remap", text, Fact::userns_remap},
    Option{"", "validate", boolean},
    Option{"", "version", boolean, none, 'v'},
};

template <class Predicate>
const Option* find(Predicate matches) {
  const auto found = std::find_if(table.begin(), table.end(), matches);
  return found == table.end() ? nullptr : &*found;
}

std::string_view nearest_name(std::string_view word, std::string_view Option::* name) {
  std::vector<std::string_view> names;
  for (const Option& option : table) {
    if (!(option.*name).empty()) names.push_back(option.*name);
  }
  return nearest(word, names);
}

}  // namespace

std::span<const Option> options() { return table; }

const Option* find_key(std::string_view key) {
  if (key.empty()) return nullptr;
  return find([&](const Option& option) { return option.key == key; });
}

const Option* find_flag(std::string_view flag) {
  if (flag.empty()) return nullptr;
  return find([&](const Option& option) { return option.flag == flag; });
}

const Option* find_letter(char letter) {
  return find([&](const Option& option) { return letter != 0 && option.letter == letter; });
}

const Option* find_fact(Fact fact) {
  return find([&](const Option& option) { return fact != none && option.fact == fact; });
}

std::string_view nearest_key(std::string_view key) { return nearest_name(key, &Option::key); }
std::string_view nearest_flag(std::string_view flag) { return nearest_name(flag, &Option::flag); }

}  // namespace boltseal::daemon
