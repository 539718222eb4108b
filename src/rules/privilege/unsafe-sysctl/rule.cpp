#include "rules/rule.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

// kubernetes.io, "Using sysctls in a Kubernetes Cluster" and the Pod Security Standards: what is
// both in a namespace of the pod and without effect on others.
constexpr std::array<std::string_view, 12> safe = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
};

void check(const Workload& workload, Findings& findings) {
  if (workload.platform != Platform::kubernetes || workload.windows) return;
  for (const Setting& setting : gather(workload, fact::sysctls)) {
    std::string name = setting.name;
    std::replace(name.begin(), name.end(), '/', '.');
    if (std::find(safe.begin(), safe.end(), name) != safe.end()) continue;
    findings.add(setting.origin, fact_path(Fact::sysctls, setting.name),
                 "sets " + setting.name + ", which is none of the safe sysctls");
  }
}

}  // namespace

extern const Rule privilege_unsafe_sysctl{
    .summary = "Unsafe sysctl is set",
    .what =
        "A pod sets a kernel parameter that Kubernetes does not count among the safe ones. The "
        "kubelet refuses such a pod unless the node was started with `--allowed-unsafe-sysctls`. "
        "Docker and Podman are not looked at: they take only parameters that belong to the "
        "container's own namespaces.",
    .why =
        "An unsafe parameter reaches beyond the pod: it may change the node for every other pod, "
        "let the pod take memory past its limit, or open its network stack to tricks that the "
        "default keeps out.",
    .remedy =
        "Leave it out, or set it on the nodes that need it, where the cluster's owner decides. "
        "An allowance that names the node pool is the right place for exceptions.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"Pod Security Standards, Baseline: Sysctls",
                   "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/"},
    .workload = check,
};

}  // namespace boltseal
