#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  // The kubelet waits longer after each failure, and a manifest cannot say how often.
  if (workload.platform == Platform::kubernetes || workload.is_job) return;
  const auto restart = effective(workload, fact::restart);
  if (restart->is_unknown()) return findings.unknown(Fact::restart);
  if (!restart->is_known() || restart.level == nullptr) return;
  const Restart& asked = *restart.value;
  if (asked.policy == "no" || asked.policy.empty()) return;
  if (asked.attempts && *asked.attempts > 0) return;
  const Origin site = decisive_site(workload, restart, Fact::restart);
  Finding& finding =
      findings.add(site, fact_path(Fact::restart),
                   "is restarted without end when it fails, because its restart policy \"" +
                       asked.policy + "\" has no bound");
  finding.change = Change{.fact = Fact::restart,
                          .value = std::string("on-failure:5"),
                          .safety = Safety::behaviour,
                          .breaks =
                              "nothing starts it again when it ends without an error or after "
                              "five failures, nor when the host restarts",
                          .at = site};
}

}  // namespace

extern const Rule limits_restart{
    .summary = "Restarts are not bounded",
    .what =
        "A container of Docker, Podman or Swarm is restarted `always`, `unless-stopped` or "
        "`on-failure` without a number of attempts. Strict only: most people want a service back "
        "whatever happens. A container without any restart policy is not reported here.",
    .why =
        "A program that fails at once starts again at once, and with it whatever it does when it "
        "starts: it fills logs, holds the disk busy, locks out an account with its wrong password. "
        "An attack that has to crash the program many times to guess an address is also given its "
        "tries.",
    .remedy =
        "Use `on-failure:5`, or `deploy.restart_policy` with `max_attempts` and `delay`, and let "
        "monitoring tell when a service has given up.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.15",
                   "https://docs.docker.com/engine/containers/start-containers-automatically/"},
    .workload = check,
};

}  // namespace boltseal
