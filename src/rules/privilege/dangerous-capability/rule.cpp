#include <algorithm>
#include <array>

#include "rules/rule.h"

namespace boltseal {
namespace {

struct Capability {
  std::string_view name;
  std::string_view allows;
  Severity severity = Severity::high;
};

// What a holder can do with it, from capabilities(7). Those that engines give by default are
// privilege/default-capability's. Medium: what stays inside the container's own namespaces (the
// network), or shows and disturbs the host without giving it away.
constexpr std::array dangerous = {
    Capability{"ALL", "do everything that root on the host can", Severity::critical},
    Capability{"SYS_ADMIN", "mount file systems and reconfigure most of the kernel"},
    Capability{"SYS_MODULE", "load kernel modules", Severity::critical},
    Capability{"SYS_PTRACE", "read and change the memory of other processes"},
    Capability{"SYS_RAWIO", "reach hardware ports and raw disks", Severity::critical},
    Capability{"SYS_BOOT", "restart the host or load another kernel"},
    Capability{"SYS_TIME", "set the clock of the host", Severity::medium},
    Capability{"DAC_READ_SEARCH", "read every file, and open files of the host by handle"},
    Capability{"NET_ADMIN", "change routes, firewall rules and interfaces", Severity::medium},
    Capability{"BPF", "load programs into the kernel"},
    Capability{"PERFMON", "watch the whole kernel"},
    Capability{"SYSLOG", "read kernel addresses from the log", Severity::medium},
    Capability{"MAC_ADMIN", "change the mandatory access control policy"},
    Capability{"MAC_OVERRIDE", "ignore the mandatory access control policy"},
    Capability{"AUDIT_CONTROL", "switch the kernel's audit log off", Severity::medium},
    Capability{"AUDIT_READ", "read the kernel's audit log", Severity::medium},
    Capability{"LINUX_IMMUTABLE", "unlock files that are marked immutable", Severity::medium},
    Capability{"CHECKPOINT_RESTORE", "write into other processes when restoring them"},
};

void check(const Workload& workload, Findings& findings) {
  if (effective(workload, fact::privileged)->is(true)) return;
  for (const Item& added : gather(workload, fact::capabilities_added)) {
    if (!added.text.is_known()) {
      findings.unknown(Fact::capabilities_added);
      continue;
    }
    const auto found = std::find_if(
        dangerous.begin(), dangerous.end(),
        [&](const Capability& capability) { return capability.name == added.text.bytes(); });
    if (found == dangerous.end()) continue;
    Finding& finding = findings.add(
        added.origin, fact_path(Fact::capabilities_added, found->name),
        "is given " + std::string(found->name) + ": it can " + std::string(found->allows));
    finding.severity = found->severity;
    finding.change = Change{.op = Change::Op::remove,
                            .fact = Fact::capabilities_added,
                            .element = added.text.bytes(),
                            .safety = Safety::behaviour,
                            .breaks = "what the program does with it",
                            .at = added.origin};
  }
}

}  // namespace

extern const Rule privilege_dangerous_capability{
    .summary = "A dangerous capability is added",
    .what =
        "A capability is added with which a process can take over or watch the host: mounts, "
        "modules, raw hardware, other processes' memory, every file, firewall rules, BPF, the "
        "audit "
        "log, the clock. Those that engines give by default (raw sockets, device nodes, "
        "ownership) belong to `privilege/default-capability`, a privileged container to "
        "`privilege/privileged`.",
    .why =
        "Capabilities are pieces of root. These pieces are each enough, alone or with a common "
        "misconfiguration, to leave "
        "the container; `SYS_ADMIN` alone is nearly all of root.",
    .remedy =
        "Remove it, or move what needs it into a container of its own that nothing else can reach "
        "and give only that "
        "the capability.",
    .severity = Severity::high,
    .profile = Profile::minimal,
    .references = {"CIS Docker 1.6.0 5.4", "CIS Kubernetes 1.8.0 5.2.9",
                   "Pod Security Standards, Baseline: Capabilities", "capabilities(7)"},
    .workload = check,
};

}  // namespace boltseal
