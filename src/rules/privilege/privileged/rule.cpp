#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  const auto privileged = effective(workload, fact::privileged);
  if (privileged->is_unknown()) return findings.unknown(Fact::privileged);
  if (!privileged->is(true)) return;
  Finding& finding = findings.add(privileged->origin(), fact_path(Fact::privileged),
                                  "runs privileged: it can do whatever root on the host can");
  finding.change =
      Change{.op = Change::Op::remove,
             .fact = Fact::privileged,
             .safety = Safety::behaviour,
             .breaks = "whatever it does with devices, mounts or the kernel of the host",
             .at = privileged->origin()};
}

}  // namespace

extern const Rule privilege_privileged{
    .summary = "Container is privileged",
    .what = "`privileged: true` or `--privileged` is set.",
    .why =
        "A privileged container has every capability, every device, no seccomp filter and no LSM "
        "profile. Whoever "
        "controls a process in it mounts the host's disk or loads a kernel module: it is root on "
        "the host with a few "
        "more steps.",
    .remedy =
        "Find out what the program really needs and give it that: single capabilities, single "
        "devices. A container that "
        "builds images can use a rootless builder.",
    .severity = Severity::critical,
    .profile = Profile::minimal,
    .references = {"CIS Docker 1.6.0 5.5", "CIS Kubernetes 1.8.0 5.2.2",
                   "Pod Security Standards, Baseline: Privileged Containers",
                   "NIST SP 800-190 4.4.3"},
    .workload = check,
};

}  // namespace boltseal
