#include "rules/rule.h"

#include <array>

namespace boltseal {
namespace {

struct Shared {
  FactKey<Text> key;
  std::string_view message;
  Severity severity = Severity::high;
};

// The network's namespace is network/host-network's.
constexpr std::array namespaces = {
    Shared{fact::pid_namespace,
           "sees the host's processes: it can read their environment and signal those of its "
           "user"},
    Shared{fact::ipc_namespace, "shares the host's shared memory and message queues",
           Severity::medium},
    Shared{fact::uts_namespace, "shares the host's name: with CAP_SYS_ADMIN it can change it",
           Severity::low},
    Shared{fact::cgroup_namespace, "sees the host's whole control group tree", Severity::medium},
    Shared{fact::user_namespace,
           "is left out of the engine's user mapping: its root is root on the host",
           Severity::medium},
};

// Where the host's users are what everybody has (Kubernetes), or the user's own (rootless Podman),
// asking for them changes nothing; only Docker's daemon can map them for all containers.
bool counts(const Shared& space, Platform platform) {
  return space.key.fact != Fact::user_namespace || platform == Platform::docker;
}

void check(const Workload& workload, Findings& findings) {
  for (const Shared& space : namespaces) {
    if (!counts(space, workload.platform)) continue;
    const auto mode = effective(workload, space.key);
    if (mode->is_unknown()) {
      findings.unknown(space.key.fact);
      continue;
    }
    if (!mode->is_known()) continue;
    const Truth is_host = mode.value->equals("host");
    if (is_host == Truth::unknown) findings.unknown(space.key.fact);
    if (is_host != Truth::yes) continue;
    const Origin site = decisive_site(workload, mode, space.key.fact);
    Finding& finding = findings.add(site, fact_path(space.key.fact), std::string(space.message));
    finding.change = Change{.op = Change::Op::remove,
                            .fact = space.key.fact,
                            .safety = Safety::behaviour,
                            .breaks = "programs that look at the host through it",
                            .at = site};
    finding.severity = space.severity;
  }
}

}  // namespace

extern const Rule privilege_host_namespace{
    .summary = "Container shares a namespace of the host",
    .what =
        "The container uses the host's process, IPC, UTS, cgroup or, with Docker, user namespace: "
        "`pid: host`, `--ipc=host`, `userns_mode: host`, `hostPID: true` and the like. The "
        "network is reported by `network/host-network`; namespaces shared with another container "
        "are left alone. The host's processes weigh most, its name least.",
    .why =
        "Namespaces are what makes a container's view of the machine its own. With the host's "
        "processes in view, secrets in their environments and command lines can be read, and as "
        "root with a few capabilities any of them can be entered: that is the host.",
    .remedy =
        "Remove the setting. Debuggers and monitors that need it deserve an allowance that says "
        "why, and no other privileges.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.16", "CIS Docker 1.6.0 5.17, 5.21, 5.31",
                   "CIS Kubernetes 1.8.0 5.2.3, 5.2.4",
                   "Pod Security Standards, Baseline: Host Namespaces", "NIST SP 800-190 4.4.3"},
    .workload = check,
};

}  // namespace boltseal
