#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || effective(workload, fact::privileged)->is(true)) return;
  const auto escalation = effective(workload, fact::privilege_escalation);
  if (escalation->is_unknown()) return findings.unknown(Fact::privilege_escalation);
  if (!escalation->is(true)) return;
  const Origin site = decisive_site(workload, escalation, Fact::privilege_escalation);
  Finding& finding =
      findings.add(site, fact_path(Fact::privilege_escalation),
                   escalation.level ? "its processes are explicitly allowed to gain privileges"
                                    : "its processes can gain privileges through setuid programs");
  finding.change = Change{.fact = Fact::privilege_escalation,
                          .value = false,
                          .safety = Safety::behaviour,
                          .breaks = "setuid programs such as sudo, su and ping",
                          .at = site,
                          .missing = escalation.level == nullptr};
}

}  // namespace

extern const Rule privilege_gain{
    .summary = "Processes can gain privileges",
    .what =
        "Neither `security_opt: [no-new-privileges:true]`, `--security-opt no-new-privileges`, "
        "`allowPrivilegeEscalation: false` nor the daemon's own setting is there. A privileged "
        "container is reported "
        "by privilege/privileged only.",
    .why =
        "A setuid program in the image, or a file capability, lifts an attacker from the "
        "unprivileged user to root inside "
        "the container. The kernel's no-new-privileges bit closes that way for good, and programs "
        "hardly ever need it.",
    .remedy =
        "Set no-new-privileges. Programs that start as root and step down themselves keep working.",
    .severity = Severity::medium,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.26", "CIS Kubernetes 1.8.0 5.2.6",
                   "Pod Security Standards, Restricted: Privilege Escalation",
                   "https://docs.kernel.org/userspace-api/no_new_privs.html"},
    .workload = check,
};

}  // namespace boltseal
