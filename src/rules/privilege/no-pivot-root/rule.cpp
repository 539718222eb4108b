#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto pivots = effective(engine, fact::pivot_root);
  if (!pivots->is(false)) return;
  const Origin site = decisive_site(engine, pivots, Fact::pivot_root);
  Finding& finding = findings.add(
      site, fact_path(Fact::pivot_root),
      "containers keep the host's root file system mounted, because it is not replaced "
      "by pivot_root");
  finding.change = Change{.op = Change::Op::remove,
                          .fact = Fact::pivot_root,
                          .safety = Safety::behaviour,
                          .breaks = "hosts whose own root is a RAM disk (initramfs)",
                          .at = site};
}

}  // namespace

extern const Rule privilege_no_pivot_root{
    .summary = "Containers do not pivot their root",
    .what =
        "Podman (`no_pivot_root`), CRI-O (`no_pivot`) or containerd (`NoPivotRoot` of a runtime) "
        "is told to start containers without pivot_root(2).",
    .why =
        "The runtime then moves mounts and changes the root instead, and the host's file system "
        "stays in the container's mount namespace, below. Who gains the right to mount, or finds "
        "a flaw in the runtime, gets out by it; published escapes did.",
    .remedy =
        "Remove the option. It is meant for hosts that run from an initramfs; give those a root "
        "file system.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"NIST SP 800-190 4.4.3", "pivot_root(2)", "containers.conf(5)",
                   "https://github.com/opencontainers/runc/blob/main/man/runc-run.8.md"},
    .engine = check,
};

}  // namespace boltseal
