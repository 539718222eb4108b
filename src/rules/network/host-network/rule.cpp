#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  const auto mode = effective(workload, fact::network_mode);
  if (mode->is_unknown()) return findings.unknown(Fact::network_mode);
  if (!mode->is_known()) return;
  const Truth is_host = mode.value->equals("host");
  if (is_host == Truth::unknown) return findings.unknown(Fact::network_mode);
  if (is_host == Truth::no) return;
  findings.add(decisive_site(workload, mode, Fact::network_mode), fact_path(Fact::network_mode),
               "shares the host's network: every port it opens is open on the host, and it reaches "
               "what listens on the host's loopback");
}

}  // namespace

extern const Rule network_host_network{
    .summary = "Container uses the host's network",
    .what =
        "The container runs in the network namespace of its host: `network_mode: host`, "
        "`--network host` or `hostNetwork: true`.",
    .why =
        "There is no boundary left between the container and the host's interfaces: it can connect "
        "to services that trust the loopback address (kubelet, databases, metadata services), "
        "listen on any port, and no network policy or published port limits it. Abstract "
        "unix sockets of the host are within reach as well.",
    .remedy =
        "Leave the container on its own network and publish the ports it serves. Node agents "
        "that truly need the host's network deserve an allowance that says why.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.10", "CIS Kubernetes 1.8.0 5.2.5",
                   "Pod Security Standards, Baseline: Host Namespaces", "NIST SP 800-190 4.4.2"},
    .workload = check,
};

}  // namespace boltseal
