#include <algorithm>
#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

constexpr std::size_t most_named = 3;

void check(const Machine& machine, Findings& findings) {
  if (!machine.newest_kernel.empty()) {
    findings.add(machine.site, "kernel",
                 "the kernel " + machine.kernel + " runs, though " + machine.newest_kernel +
                     " is installed");
    return;
  }
  if (!machine.wants_reboot) return;
  std::string names;
  for (std::size_t at = 0; at < std::min(machine.pending.size(), most_named); ++at) {
    names += (names.empty() ? "" : ", ") + machine.pending[at];
  }
  if (machine.pending.size() > most_named) names += " and others";
  findings.add(
      machine.reboot_origin, "reboot",
      names.empty() ? "updates wait for a reboot" : "updates of " + names + " wait for a reboot");
}

}  // namespace

extern const Rule host_reboot_required{
    .summary = "Updates wait for a reboot",
    .what =
        "On this machine a newer kernel of the same kind is installed than the one that runs, or a "
        "package has asked for a reboot (`/run/reboot-required`). Speaks in `boltseal audit`.",
    .why =
        "The hole that the update closes is still open: every container talks to the kernel that "
        "runs, not to the one on the disk. Reports that count packages show it as mended.",
    .remedy =
        "Reboot. Where that must not hurt, drain the machine first, or use live patches and know "
        "which holes they do not close.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 1.2.1", "NIST SP 800-190 4.5.3"},
    .machine = check,
};

}  // namespace boltseal
