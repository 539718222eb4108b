#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

constexpr std::int64_t most_days = 90;  // Docker's default

void check(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    if (!engine.swarm || !engine.swarm->certificate_days) continue;
    const std::int64_t days = *engine.swarm->certificate_days;
    if (days <= most_days) continue;
    findings
        .add(engine.swarm->certificate_origin,
             "engines[" + engine.name + "].swarm.certificate_expiry",
             "the certificate of a node of the Swarm is good for " + std::to_string(days) + " days")
        .remedy = "docker swarm update --cert-expiry 720h";
  }
}

}  // namespace

extern const Rule access_long_lived_certificate{
    .summary = "Certificates of the Swarm's nodes last too long",
    .what =
        "An engine of this machine is a manager of a Swarm whose certificates for nodes last for "
        "more than the 90 days that Docker sets by itself. Speaks in `boltseal audit`.",
    .why =
        "Who takes a node's certificate away can pose as this node until it ends. They are renewed "
        "without anybody's doing, so that a short time costs nothing.",
    .remedy =
        "`docker swarm update --cert-expiry 720h`; and now and then `docker swarm ca --rotate` for "
        "the authority.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 7.7",
                   "https://docs.docker.com/engine/swarm/how-swarm-mode-works/pki/"},
    .machine = check,
};

}  // namespace boltseal
