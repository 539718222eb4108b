#include "sources/commands/flags.h"

#include <algorithm>
#include <array>
#include <utility>

namespace boltseal::commands {
namespace {

// What an engine does not have it refuses, so one list
// serves all: no name takes a value in one engine and none in another.
constexpr std::array<std::string_view, 34> switches = {
    "attachable",      "config-only",       "detach",          "disable-content-trust",
    "disable-dns",     "env-host",          "force",           "help",
    "http-proxy",      "ignore",            "ingress",         "init",
    "interactive",     "internal",          "ipv6",            "no-healthcheck",
    "no-hostname",     "no-hosts",          "no-resolve-image", "oom-kill-disable",
    "passwd",          "privileged",        "publish-all",     "quiet",
    "read-only",       "read-only-tmpfs",   "replace",         "rm",
    "rmi",             "rootfs",            "sig-proxy",       "tls-verify",
    "tty",             "with-registry-auth"};

constexpr auto valued = std::to_array<std::string_view>({
    "add-host", "annotation", "arch", "attach", "authfile", "availability", "aux-address",
    "blkio-weight", "blkio-weight-device", "cap-add", "cap-drop", "cgroup-conf", "cgroup-parent",
    "cgroupns", "cgroups", "chrootdirs", "cidfile", "config", "config-from", "conmon-pidfile",
    "constraint", "container-label", "cpu-count", "cpu-percent", "cpu-period", "cpu-quota",
    "cpu-rt-period", "cpu-rt-runtime", "cpu-shares", "cpus", "cpuset-cpus", "cpuset-mems",
    "credential-spec", "creds", "decryption-key", "detach-keys", "device", "device-cgroup-rule",
    "device-read-bps", "device-read-iops", "device-write-bps", "device-write-iops", "dns",
    "dns-opt", "dns-option", "dns-search", "domainname", "driver", "endpoint-mode", "entrypoint",
    "env", "env-file", "env-merge", "expose", "gateway", "generic-resource", "gidmap", "gpus",
    "group", "group-add", "group-entry", "health-cmd", "health-interval", "health-log-destination",
    "health-max-log-count", "health-max-log-size", "health-on-failure", "health-retries",
    "health-start-interval", "health-start-period", "health-startup-cmd", "health-startup-interval",
    "health-startup-retries", "health-startup-success", "health-startup-timeout", "health-timeout",
    "host", "hostname", "hosts-file", "hostuser", "image-volume", "init-ctr", "init-path",
    "interface-name", "io-maxbandwidth", "io-maxiops", "ip", "ip-range", "ip6", "ipam-driver",
    "ipam-opt", "ipc", "isolation", "kernel-memory", "label", "label-file", "limit-cpu",
    "limit-memory", "limit-pids", "limit-bytes", "link", "link-local-ip", "log-driver", "log-opt",
    "mac-address", "max-concurrent", "memory", "memory-reservation", "memory-swap",
    "memory-swappiness", "mode", "mount", "name", "net", "net-alias", "network", "network-alias",
    "oom-score-adj", "opt", "os", "passwd-entry", "personality", "pid", "pidfile", "pids-limit",
    "placement-pref", "platform", "pod", "pod-id-file", "preserve-fd", "preserve-fds", "publish",
    "pull", "rdt-class", "replicas", "replicas-max-per-node", "required-bytes", "requires",
    "reserve-cpu", "reserve-memory", "restart", "restart-condition", "restart-delay",
    "restart-max-attempts", "restart-window", "retry", "retry-delay", "rollback-delay",
    "rollback-failure-action", "rollback-max-failure-ratio", "rollback-monitor", "rollback-order",
    "rollback-parallelism", "route", "runtime", "scope", "sdnotify", "seccomp-policy", "secret",
    "security-opt", "sharing", "shm-size", "shm-size-systemd", "stop-grace-period", "stop-signal",
    "stop-timeout", "storage-opt", "subgidname", "subnet", "subuidname", "sysctl", "systemd",
    "timeout", "tmpfs", "topology-preferred", "topology-required", "type", "tz", "uidmap", "ulimit",
    "umask", "unsetenv", "update-delay", "update-failure-action", "update-max-failure-ratio",
    "update-monitor", "update-order", "update-parallelism", "user", "userns", "uts", "variant",
    "volume", "volume-driver", "volumes-from", "workdir"});

struct Letter {
  char letter;
  std::string_view name;
};
constexpr std::array container_letters = {
    Letter{'a', "attach"},   Letter{'c', "cpu-shares"}, Letter{'d', "detach"},
    Letter{'e', "env"},      Letter{'h', "hostname"},   Letter{'i', "interactive"},
    Letter{'l', "label"},    Letter{'m', "memory"},     Letter{'p', "publish"},
    Letter{'P', "publish-all"}, Letter{'q', "quiet"},   Letter{'t', "tty"},
    Letter{'u', "user"},     Letter{'v', "volume"},     Letter{'w', "workdir"}};
constexpr std::array object_letters = {Letter{'d', "driver"}, Letter{'o', "opt"}};

constexpr auto global_valued = std::to_array<std::string_view>(
    {"-H", "--host", "--config", "-c", "--context", "-l", "--log-level", "--tlscacert", "--tlscert",
     "--tlskey", "--connection", "--url", "--identity", "--root", "--runroot", "--runtime",
     "--storage-driver", "--storage-opt", "--cgroup-manager", "--events-backend", "--conmon",
     "--tmpdir", "--volumepath", "--network-config-dir", "--namespace", "-n", "--hooks-dir",
     "--module", "--imagestore", "--address", "-a", "--snapshotter", "--data-root", "--cni-path",
     "--cni-netconfpath", "--hosts-dir"});

bool holds(const auto& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Flag find_flag(std::string_view name) {
  // The answer's name must outlive the caller's text: take it from the table.
  if (const auto at = std::find(valued.begin(), valued.end(), name); at != valued.end()) {
    return {*at, true};
  }
  if (const auto at = std::find(switches.begin(), switches.end(), name); at != switches.end()) {
    return {*at, false};
  }
  return {};
}

Flag find_flag(char letter, bool of_container) {
  const auto search = [&](const auto& letters) -> Flag {
    for (const Letter& each : letters) {
      if (each.letter == letter) return find_flag(each.name);
    }
    return {};
  };
  return of_container ? search(container_letters) : search(object_letters);
}

Flag find_global_flag(std::string_view name) {
  return {name, holds(global_valued, name)};
}

}  // namespace boltseal::commands
