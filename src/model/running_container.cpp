#include "model/running_container.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace boltseal {
namespace {

// linux/capability.h, by number.
constexpr std::array<std::string_view, 41> names = {"CHOWN",
                                                    "DAC_OVERRIDE",
                                                    "DAC_READ_SEARCH",
                                                    "FOWNER",
                                                    "FSETID",
                                                    "KILL",
                                                    "SETGID",
                                                    "SETUID",
                                                    "SETPCAP",
                                                    "LINUX_IMMUTABLE",
                                                    "NET_BIND_SERVICE",
                                                    "NET_BROADCAST",
                                                    "NET_ADMIN",
                                                    "NET_RAW",
                                                    "IPC_LOCK",
                                                    "IPC_OWNER",
                                                    "SYS_MODULE",
                                                    "SYS_RAWIO",
                                                    "SYS_CHROOT",
                                                    "SYS_PTRACE",
                                                    "SYS_PACCT",
                                                    "SYS_ADMIN",
                                                    "SYS_BOOT",
                                                    "SYS_NICE",
                                                    "SYS_RESOURCE",
                                                    "SYS_TIME",
                                                    "SYS_TTY_CONFIG",
                                                    "MKNOD",
                                                    "LEASE",
                                                    "AUDIT_WRITE",
                                                    "AUDIT_CONTROL",
                                                    "SETFCAP",
                                                    "MAC_OVERRIDE",
                                                    "MAC_ADMIN",
                                                    "SYSLOG",
                                                    "WAKE_ALARM",
                                                    "BLOCK_SUSPEND",
                                                    "AUDIT_READ",
                                                    "PERFMON",
                                                    "BPF",
                                                    "CHECKPOINT_RESTORE"};

// moby, oci/caps/defaults.go.
constexpr std::array<std::string_view, 14> of_docker = {
    "CHOWN",   "DAC_OVERRIDE", "FSETID",           "FOWNER",
    "MKNOD",   "NET_RAW",      "SETGID",           "SETUID",
    "SETFCAP", "SETPCAP",      "NET_BIND_SERVICE", "SYS_CHROOT",
    "KILL",    "AUDIT_WRITE"};
// Which of those Podman leaves out differs by its version and configuration (containers.conf(5),
// default_capabilities), and it has none beyond them.

}  // namespace

std::string capability_of_bit(unsigned bit) {
  return bit < names.size() ? std::string(names[bit]) : std::to_string(bit);
}

std::optional<unsigned> bit_of_capability(std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(std::distance(names.begin(), found));
}

std::optional<std::uint64_t> default_capabilities(Platform platform) {
  if (platform == Platform::unknown || platform == Platform::swarm) return std::nullopt;
  std::uint64_t all = 0;
  for (const std::string_view name : of_docker) {
    all |= std::uint64_t{1} << *bit_of_capability(name);
  }
  return all;
}

}  // namespace boltseal
