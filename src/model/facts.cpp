#include "model/facts.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace boltseal {

Truth User::is_root() const {
  if (!name.is_known()) {
    // "${UID}0" may be anything; only text that cannot become "0" or "root" is settled.
    return name.equals("root") == Truth::no && name.equals("0") == Truth::no ? Truth::no
                                                                             : Truth::unknown;
  }
  if (name.bytes() == "root") return Truth::yes;
  const auto number = parse_int(name.bytes());
  return number == 0 ? Truth::yes : Truth::no;
}

std::string_view name_of(Fact fact) {
  static constexpr std::array<std::string_view, static_cast<std::size_t>(Fact::count_)> names = {
      "image",
      "pull_policy",
      "entrypoint",
      "command",
      "environment",
      "labels",
      "user",
      "groups",
      "run_as_non_root",
      "user_namespace",
      "mounts",
      "read_only_root",
      "memory_limit",
      "cpu_limit",
      "pids_limit",
      "open_files_limit",
      "restart",
      "privileged",
      "capabilities_added",
      "capabilities_dropped",
      "privilege_escalation",
      "seccomp",
      "apparmor",
      "selinux",
      "masked_paths",
      "pid_namespace",
      "ipc_namespace",
      "uts_namespace",
      "cgroup_namespace",
      "devices",
      "device_cgroup_rules",
      "sysctls",
      "health_check",
      "liveness_probe",
      "readiness_probe",
      "startup_probe",
      "network_mode",
      "networks",
      "published_ports",
      "exposed_ports",
      "links",
      "service_account",
      "automount_token",
      "log_driver",
      "log_options",
      "listen_addresses",
      "tls_verify",
      "inter_container_communication",
      "userns_remap",
      "no_new_privileges",
      "live_restore",
      "insecure_registries",
      "iptables",
      "experimental",
      "storage_driver",
      "default_ulimits",
      "content_trust",
      "metrics_address",
      "open_sockets",
      "client_addresses",
      "log_level",
      "userland_proxy",
      "authorization_plugins",
      "cgroup_parent",
      "selinux_enabled",
      "rootless",
      "search_registries",
      "short_name_mode",
      "plain_streams",
      "event_log",
      "pivot_root",
      "packages_updated",
      "unattended_upgrades",
      "engine_install",
      "audit_rules"};
  static_assert(!names.back().empty(), "every fact has a name");
  return names[static_cast<std::size_t>(fact)];
}

const Facts::Any* Facts::find(Fact fact) const {
  if (!states(fact)) return nullptr;
  for (const Entry& entry : entries_) {
    if (entry.fact == fact) return &entry.value;
  }
  return nullptr;
}

Facts::Any& Facts::slot(Fact fact) {
  stated_.set(static_cast<std::size_t>(fact));
  auto at = std::lower_bound(entries_.begin(), entries_.end(), fact,
                             [](const Entry& entry, Fact wanted) { return entry.fact < wanted; });
  if (at == entries_.end() || at->fact != fact) at = entries_.insert(at, Entry{fact, Any{}});
  return at->value;
}

void Facts::remove(Fact fact) {
  stated_.reset(static_cast<std::size_t>(fact));
  std::erase_if(entries_, [&](const Entry& entry) { return entry.fact == fact; });
}

}  // namespace boltseal
