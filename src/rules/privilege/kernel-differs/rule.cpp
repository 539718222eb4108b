#include <algorithm>
#include <string>
#include <vector>

#include "model/running_container.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_privileged(const Workload& workload) {
  return effective(workload, fact::privileged)->is(true);
}

// Everything that the engine says the container may have; nothing when it is not known.
std::optional<std::uint64_t> granted(const Workload& workload) {
  std::optional<std::uint64_t> set = default_capabilities(workload.platform);
  if (!set) return std::nullopt;
  for (const Item& dropped : gather(workload, fact::capabilities_dropped)) {
    const std::string& name = dropped.text.bytes();
    if (name == "ALL") set = 0;
    if (const auto bit = bit_of_capability(name)) *set &= ~(std::uint64_t{1} << *bit);
  }
  for (const Item& added : gather(workload, fact::capabilities_added)) {
    const std::string& name = added.text.bytes();
    if (name == "ALL") return ~std::uint64_t{0};
    if (const auto bit = bit_of_capability(name)) *set |= std::uint64_t{1} << *bit;
  }
  return set;
}

std::string names_of(std::uint64_t set) {
  constexpr unsigned most_named = 5;
  std::string names;
  unsigned count = 0;
  for (unsigned bit = 0; bit < 64; ++bit) {
    if ((set >> bit & 1) == 0) continue;
    if (count++ < most_named) names += (names.empty() ? "" : ", ") + capability_of_bit(bit);
  }
  return count > most_named ? names + " and " + std::to_string(count - most_named) + " more"
                            : names;
}

void capabilities(const RunningContainer& container, Findings& findings) {
  const Workload& declared = *container.declared;
  const std::optional<std::uint64_t> may = granted(declared);
  if (!may || !container.kernel.bounding) return;
  const std::uint64_t beyond = *container.kernel.bounding & ~*may;
  if (beyond == 0) return;
  findings.add(declared.site(), fact_path(Fact::capabilities_added),
               "may use capabilities that the engine does not speak of: " + names_of(beyond));
}

void namespaces(const RunningContainer& container, Findings& findings) {
  const Workload& declared = *container.declared;
  struct Kind {
    const char* name;
    FactKey<Text> fact;
    std::string_view holds;
  };
  static constexpr Kind kinds[] = {{"pid", fact::pid_namespace, "processes"},
                                   {"ipc", fact::ipc_namespace, "shared memory"},
                                   {"uts", fact::uts_namespace, "host name"},
                                   {"net", fact::network_mode, "network"}};
  for (const Kind& kind : kinds) {
    if (!container.kernel.shared.contains(kind.name)) continue;
    const auto said = effective(declared, kind.fact);
    // With another container's namespace, that one decides.
    const std::string mode = said->is_known() ? said.value->bytes() : "";
    if (mode == "host" || mode.starts_with("container:") || mode.starts_with("ns:")) continue;
    findings.add(said->is_known() ? said->origin() : declared.site(), fact_path(kind.fact.fact),
                 "shares the host's " + std::string(kind.holds) +
                     ", though the engine says that it has its own");
  }
}

void filters(const RunningContainer& container, Findings& findings) {
  const Workload& declared = *container.declared;
  const KernelView& kernel = container.kernel;
  const auto seccomp = effective(declared, fact::seccomp);
  if (kernel.seccomp == 0 && !seccomp->is_unknown() &&
      !(seccomp->is_known() && seccomp.value->equals("unconfined") != Truth::no)) {
    findings.add(seccomp->is_known() && seccomp.level ? seccomp->origin() : declared.site(),
                 fact_path(Fact::seccomp),
                 "no filter holds its system calls back, though nobody switched seccomp off");
  }
  const auto escalation = effective(declared, fact::privilege_escalation);
  if (kernel.no_new_privileges == false && escalation->is(false) && escalation.level) {
    findings.add(escalation->origin(), fact_path(Fact::privilege_escalation),
                 "can gain privileges through setuid programs, though the engine says "
                 "no-new-privileges");
  }
  const auto apparmor = effective(declared, fact::apparmor);
  if (apparmor->is_known() && apparmor.level && apparmor.value->equals("unconfined") == Truth::no &&
      kernel.security_label.starts_with("unconfined")) {
    findings.add(apparmor->origin(), fact_path(Fact::apparmor),
                 "is not confined by AppArmor, though the engine says profile \"" +
                     apparmor.value->bytes() + "\"");
  }
}

// Engines cover what betrays the host or changes it (moby, oci/defaults.go: MaskedPaths); what
// kernels lack is not covered, but one of these is there.
void masks(const RunningContainer& container, Findings& findings) {
  const auto masked = effective(*container.declared, fact::masked_paths);
  if (container.kernel.mounts.empty() || masked->is_unknown() || masked->is(false)) return;
  const bool is_masked = std::ranges::any_of(container.kernel.mounts, [](const KernelMount& mount) {
    return mount.target == "/proc/kcore" || mount.target == "/proc/keys" ||
           mount.target == "/proc/timer_list" || mount.target == "/proc/acpi";
  });
  if (is_masked) return;
  findings.add(container.declared->site(), fact_path(Fact::masked_paths),
               "sees /proc as the host does, though nobody unmasked it");
}

void check(const RunningContainer& container, Findings& findings) {
  if (is_privileged(*container.declared)) return;
  capabilities(container, findings);
  namespaces(container, findings);
  filters(container, findings);
  masks(container, findings);
}

}  // namespace

extern const Rule privilege_kernel_differs{
    .summary = "Process has more privileges than the engine says",
    .what =
        "The kernel shows that the first process of a container has what its engine's description "
        "does not give it: capabilities in its bounding set, a namespace of the host, no seccomp "
        "filter, no `no-new-privileges`, no AppArmor profile, an unmasked `/proc`. Speaks in "
        "`boltseal audit`, of "
        "containers that run and are not privileged.",
    .why =
        "A runtime that was exchanged, a kernel without seccomp or a hand that moved the process "
        "into another namespace leave no trace in the engine's answers. Only the kernel knows what "
        "really holds.",
    .remedy =
        "Look for who started the process: the engine's runtime (`docker info`, `runtimes`), hooks "
        "and wrappers, and whether the kernel has what the engine asks for. Then make the "
        "container anew.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"https://man7.org/linux/man-pages/man7/capabilities.7.html"},
    .running = check,
};

}  // namespace boltseal
