#include "rules/rule.h"
#include "model/machine.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  if (machine.lockdown != "none") return;
  findings.add(machine.lockdown_origin, "lockdown",
               "root may change the running kernel, because it is not locked down");
}

}  // namespace

extern const Rule host_no_lockdown{
    .summary = "The kernel is not locked down",
    .what =
        "The kernel of this machine knows lockdown, and it is off (`none`). Speaks in `boltseal "
        "audit`; strict only, because unsigned modules, hibernation and some tools for debugging "
        "no longer work with it.",
    .why =
        "Who becomes root, also out of a container, may load a module or write to the kernel's "
        "memory, and hides there from everything that looks for them.",
    .remedy =
        "Boot with Secure Boot, which turns lockdown on by itself, or with `lockdown=integrity`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 1.2.1",
                   "https://man7.org/linux/man-pages/man7/kernel_lockdown.7.html"},
    .machine = check,
};

}  // namespace boltseal
