#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (effective(workload, fact::privileged)->is(true)) return;
  const auto masked = effective(workload, fact::masked_paths);
  if (masked->is_unknown()) return findings.unknown(Fact::masked_paths);
  if (!masked->is(false)) return;
  const Origin site = decisive_site(workload, masked, Fact::masked_paths);
  Finding& finding =
      findings.add(site, fact_path(Fact::masked_paths),
                   "sees /proc and /sys as they are: nothing of the kernel's settings is hidden or "
                   "read-only");
  finding.change = Change{.op = Change::Op::remove,
                          .fact = Fact::masked_paths,
                          .safety = Safety::behaviour,
                          .breaks = "programs that set the kernel's values, or start containers",
                          .at = site};
}

}  // namespace

extern const Rule privilege_unmasked_proc{
    .summary = "Kernel settings are not masked",
    .what =
        "The parts of `/proc` and `/sys` that engines hide or make read-only are left open: "
        "`procMount: Unmasked`, `--security-opt systempaths=unconfined`, Podman's `unmask=`. "
        "Privileged containers belong to `privilege/privileged`.",
    .why =
        "Behind the mask lie `/proc/kcore` with the kernel's memory, `/proc/keys`, "
        "`/proc/sysrq-trigger` and `/proc/sys`. Root in the container that may write there "
        "changes the host, for instance the program that the kernel starts for a core dump.",
    .remedy =
        "Remove the option. Container engines inside of containers, for which it exists, should "
        "run rootless and in a user namespace of their own (`hostUsers: false`).",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"Pod Security Standards, Baseline: /proc Mount Type",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
                   "NIST SP 800-190 4.4.3"},
    .workload = check,
};

}  // namespace boltseal
