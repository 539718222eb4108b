#include "repair/isolated_keys.h"

#include <algorithm>
#include <array>
#include <string>

namespace boltseal {
namespace {

struct Row {
  std::string_view key;
  KeyUse use;
};

// The keys of a service (compose-spec.io, 05-services.md).
constexpr std::array service_keys = {
    Row{"attach", KeyUse::drop},
    Row{"annotations", KeyUse::drop},
    Row{"build", KeyUse::own},
    Row{"cap_add", KeyUse::own},
    Row{"cap_drop", KeyUse::keep},
    Row{"cgroup", KeyUse::own},
    Row{"command", KeyUse::keep},
    Row{"configs", KeyUse::keep},
    Row{"container_name", KeyUse::own},
    Row{"cpu_count", KeyUse::keep},
    Row{"cpu_percent", KeyUse::keep},
    Row{"cpu_period", KeyUse::keep},
    Row{"cpu_quota", KeyUse::keep},
    Row{"cpu_shares", KeyUse::keep},
    Row{"cpus", KeyUse::keep},
    Row{"cpuset", KeyUse::keep},
    Row{"depends_on", KeyUse::keep},
    Row{"deploy", KeyUse::own},
    Row{"develop", KeyUse::drop},
    Row{"dns", KeyUse::keep},
    Row{"dns_opt", KeyUse::keep},
    Row{"dns_search", KeyUse::keep},
    Row{"domainname", KeyUse::keep},
    Row{"entrypoint", KeyUse::keep},
    Row{"environment", KeyUse::keep},
    Row{"env_file", KeyUse::drop},  // `config` has put its variables into environment
    Row{"expose", KeyUse::keep},
    Row{"extra_hosts", KeyUse::keep},
    Row{"group_add", KeyUse::keep},
    Row{"healthcheck", KeyUse::own},
    Row{"hostname", KeyUse::keep},
    Row{"image", KeyUse::own},
    Row{"init", KeyUse::keep},
    Row{"ipc", KeyUse::own},
    Row{"isolation", KeyUse::keep},
    Row{"label_file", KeyUse::drop},
    Row{"labels", KeyUse::drop},
    Row{"links", KeyUse::keep},
    Row{"logging", KeyUse::own},
    Row{"mac_address", KeyUse::drop},
    Row{"mem_limit", KeyUse::keep},
    Row{"mem_reservation", KeyUse::keep},
    Row{"mem_swappiness", KeyUse::keep},
    Row{"memswap_limit", KeyUse::keep},
    Row{"network_mode", KeyUse::own},
    Row{"networks", KeyUse::own},
    Row{"oom_score_adj", KeyUse::keep},
    Row{"pid", KeyUse::own},
    Row{"pids_limit", KeyUse::keep},
    Row{"platform", KeyUse::keep},
    Row{"ports", KeyUse::drop},
    Row{"privileged", KeyUse::own},
    Row{"profiles", KeyUse::drop},
    Row{"pull_policy", KeyUse::drop},
    Row{"read_only", KeyUse::keep},
    Row{"restart", KeyUse::own},
    Row{"runtime", KeyUse::keep},
    Row{"scale", KeyUse::keep},
    Row{"secrets", KeyUse::keep},
    Row{"security_opt", KeyUse::own},
    Row{"shm_size", KeyUse::keep},
    Row{"stdin_open", KeyUse::keep},
    Row{"stop_grace_period", KeyUse::drop},
    Row{"stop_signal", KeyUse::keep},
    Row{"storage_opt", KeyUse::keep},
    Row{"sysctls", KeyUse::keep},
    Row{"tmpfs", KeyUse::keep},
    Row{"tty", KeyUse::keep},
    Row{"ulimits", KeyUse::keep},
    Row{"user", KeyUse::keep},
    Row{"userns_mode", KeyUse::own},
    Row{"uts", KeyUse::own},
    Row{"volumes", KeyUse::own},
    Row{"volumes_from", KeyUse::own},
    Row{"working_dir", KeyUse::keep},
};

// What a build may keep: no tag or cache of another name, no right beyond building.
constexpr std::array<std::string_view, 11> build_keys = {"additional_contexts",
                                                         "args",
                                                         "dockerfile",
                                                         "dockerfile_inline",
                                                         "extra_hosts",
                                                         "isolation",
                                                         "secrets",
                                                         "shm_size",
                                                         "ssh",
                                                         "target",
                                                         "ulimits"};

// Capabilities that count in the container's own namespaces only. Whoever has another one may set
// the host's clock, load modules, mount its disks or open any of its files.
constexpr std::array<std::string_view, 22> own_capabilities = {
    "AUDIT_WRITE", "BLOCK_SUSPEND", "CHOWN",         "DAC_OVERRIDE", "FOWNER",
    "FSETID",      "IPC_LOCK",      "IPC_OWNER",     "KILL",         "LEASE",
    "MKNOD",       "NET_ADMIN",     "NET_BROADCAST", "NET_RAW",      "NET_BIND_SERVICE",
    "SETFCAP",     "SETGID",        "SETPCAP",       "SETUID",       "SYS_CHROOT",
    "SYS_NICE",    "SYS_PTRACE"};

bool contains(const auto& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

}  // namespace

KeyUse use_of_service_key(std::string_view key) {
  const auto row = std::ranges::find(service_keys, key, &Row::key);
  return row == service_keys.end() ? KeyUse::withhold : row->use;
}

bool keeps_build_key(std::string_view key) { return contains(build_keys, key); }

bool is_own_capability(std::string_view name) {
  std::string upper;
  for (const char c : name) upper += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return contains(own_capabilities,
                  std::string_view(upper).substr(upper.starts_with("CAP_") ? 4 : 0));
}

}  // namespace boltseal
