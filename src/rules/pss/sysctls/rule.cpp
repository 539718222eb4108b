#include <algorithm>
#include <array>

#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

struct Safe {
  std::string_view name;
  int since = 0;
};
// Those that the kernel keeps apart for each pod.
constexpr std::array safe = {
    Safe{"kernel.shm_rmid_forced"},
    Safe{"net.ipv4.ip_local_port_range"},
    Safe{"net.ipv4.tcp_syncookies"},
    Safe{"net.ipv4.ping_group_range"},
    Safe{"net.ipv4.ip_unprivileged_port_start"},
    Safe{"net.ipv4.ip_local_reserved_ports", 27},
    Safe{"net.ipv4.tcp_keepalive_time", 29},
    Safe{"net.ipv4.tcp_fin_timeout", 29},
    Safe{"net.ipv4.tcp_keepalive_intvl", 29},
    Safe{"net.ipv4.tcp_keepalive_probes", 29},
    Safe{"net.ipv4.tcp_rmem", 32},
    Safe{"net.ipv4.tcp_wmem", 32},
    Safe{"net.ipv4.tcp_slow_start_after_idle", 37},
    Safe{"net.ipv4.tcp_notsent_lowat", 37},
};

void check(const Pod& pod, int minor, Findings& findings) {
  pss::Offenders found;
  found.unknown = pod.whole.open;
  std::string names;
  for (const PodStatement& stated : pod.whole.statements) {
    if (stated.field != PodField::sysctl) continue;
    const std::string& name = stated.value.bytes();
    if (!stated.value.is_known()) {
      found.unknown = true;
    } else if (std::ranges::none_of(
                   safe, [&](const Safe& one) { return one.name == name && one.since <= minor; })) {
      if (found.pod) names += ", ";
      names += name;
      found.add(pod, pod.whole, stated.origin);
    }
  }
  pss::conclude(pod, PodField::sysctl, found, "forbidden sysctls", names, findings);
}

}  // namespace

extern const Rule pss_sysctls{
    .summary = "The pod sets an unsafe sysctl",
    .what =
        "`securityContext.sysctls` of the pod names a setting of the kernel that is not among "
        "those called safe: `kernel.shm_rmid_forced`, some of `net.ipv4`, and more of those in "
        "Kubernetes 1.27, 1.29, 1.32 and 1.37.",
    .why =
        "Other settings are shared by the whole node or can starve it: one pod changes the memory, "
        "network and limits of all its neighbours.",
    .remedy = "Delete the setting, or let the administrator of the nodes make it for all of them.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: Sysctls",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
