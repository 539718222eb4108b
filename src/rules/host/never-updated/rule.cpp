#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check_host(const Host& host, Findings& findings) {
  const auto updated = effective(host, fact::packages_updated);
  const auto unattended = effective(host, fact::unattended_upgrades);
  if ((updated->is_known() && *updated) || (unattended->is_known() && *unattended)) return;
  if (updated->is_unknown() || unattended->is_unknown() ||
      may_have_more(host, Fact::packages_updated) != nullptr) {
    return findings.unknown(Fact::packages_updated);
  }
  Finding& finding = findings.add(
      host.site(), fact_path(Fact::packages_updated),
      "the first boot neither upgrades the installed packages nor turns unattended upgrades on");
  finding.change = Change{.fact = Fact::packages_updated,
                          .value = true,
                          .safety = Safety::behaviour,
                          .breaks =
                              "a host whose services need the versions that they have: "
                              "upgrades restart them, and may need the first boot's time",
                          // In a script it takes steps of their own.
                          .touches = {Fact::unattended_upgrades, Fact::count_},
                          .at = host.site(),
                          .missing = true};
}

constexpr std::int64_t most_days = 90;

void check_machine(const Machine& machine, Findings& findings) {
  if (!machine.packages_changed) return;
  constexpr std::int64_t day = 86'400;
  const std::int64_t days = (machine.now - *machine.packages_changed) / day;
  if (days <= most_days) return;
  findings.add(machine.packages_origin, fact_path(Fact::packages_updated),
               "no package was installed or upgraded for " + std::to_string(days) + " days");
}

}  // namespace

extern const Rule host_never_updated{
    .summary = "Host packages are never updated",
    .what =
        "A first-boot script or cloud-config prepares a machine, but nothing in it upgrades what "
        "the image brought along (`apt-get upgrade`, `dnf update`, `package_upgrade: true` …), and "
        "nothing turns unattended upgrades on. `apt-get update` alone only reads the lists. A "
        "script that hands the machine to another one that is not read (Ansible, a sourced file) "
        "is counted as unknown. Or on the machine that `boltseal audit` looks at, the package "
        "manager has changed nothing for more than 90 days.",
    .why =
        "A machine image is as old as the day it was built. Containers share its kernel, and the "
        "engine runs as root on it: a hole that was closed upstream months ago stays open until "
        "somebody upgrades, and here nobody does.",
    .remedy =
        "Upgrade on the first boot (`package_update: true` and `package_upgrade: true`, or "
        "`apt-get update && apt-get -y upgrade`), and keep upgrading: install "
        "`unattended-upgrades` or `dnf-automatic`, or replace machines by new images regularly.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 1.2.1", "NIST SP 800-190 4.5.3"},
    .host = check_host,
    .machine = check_machine,
};

}  // namespace boltseal
