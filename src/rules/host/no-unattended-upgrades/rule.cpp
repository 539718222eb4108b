#include "rules/rule.h"
#include "model/machine.h"

namespace boltseal {
namespace {

void check_host(const Host& host, Findings& findings) {
  const auto unattended = effective(host, fact::unattended_upgrades);
  if (unattended->is_known() && *unattended) return;
  if (unattended->is_unknown() || may_have_more(host, Fact::unattended_upgrades) != nullptr) {
    return findings.unknown(Fact::unattended_upgrades);
  }
  // A host that is not even updated once is host/never-updated.
  const auto updated = effective(host, fact::packages_updated);
  if (!updated->is_known() || !*updated) return;
  findings.add(updated->origin(), fact_path(Fact::unattended_upgrades),
               "packages are brought up to date on the first boot and never again");
}

void check_machine(const Machine& machine, Findings& findings) {
  if (machine.upgrades_itself != false) return;
  findings.add(machine.upgrades_origin, fact_path(Fact::unattended_upgrades),
               "security updates wait for somebody to install them");
}

}  // namespace

extern const Rule host_no_unattended_upgrades{
    .summary = "Host is updated once only",
    .what =
        "A first-boot script or cloud-config upgrades the packages, but turns no unattended "
        "upgrades on. Machines that are replaced every few weeks do without on purpose; hence it "
        "is strict. Without any upgrade `host/never-updated` speaks. Or on the machine that "
        "`boltseal audit` looks at, neither apt nor dnf is told to install updates by itself.",
    .why =
        "The day after the first boot the next flaw of the kernel or the engine is published. A "
        "machine that lives for a year has a year of them, and all containers share that kernel.",
    .remedy =
        "Install and enable `unattended-upgrades` (Debian, Ubuntu) or `dnf-automatic`, with a "
        "window for restarts; or replace machines by new images regularly.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 1.2.1", "NIST SP 800-190 4.5.3"},
    .host = check_host,
    .machine = check_machine,
};

}  // namespace boltseal
