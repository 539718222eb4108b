#include <algorithm>

#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

void check(const Pod& pod, int, Findings& findings) {
  pss::Offenders found =
      pss::who_states(pod, PodField::handler_host, [](std::string_view) { return false; });
  // Kubernetes lists these containers by name.
  std::ranges::sort(found.containers);
  const auto same = std::ranges::unique(found.containers);
  found.containers.erase(same.begin(), same.end());
  pss::conclude(pod, PodField::handler_host, found, "probe or lifecycle host",
                pss::named(found) + (found.containers.size() == 1 ? " uses " : " use ") +
                    pss::plural("probe or lifecycle host", found.values.size()) + " " +
                    pss::quoted(found.values),
                findings);
}

}  // namespace

extern const Rule pss_host_probes_and_host_lifecycle{
    .summary = "A probe or hook asks another host",
    .what =
        "A probe (`livenessProbe`, `readinessProbe`, `startupProbe`) or a lifecycle hook "
        "(`postStart`, `preStop`) of a container sets `host` in `httpGet` or `tcpSocket`, be it "
        "the loopback address. The standards check this since Kubernetes 1.34.",
    .why =
        "The kubelet sends these requests from the node. With a host of its choice a pod lets it "
        "ask the node's own services, the metadata service of the cloud or other machines that the "
        "pod itself cannot reach.",
    .remedy = "Delete `host`: the kubelet then asks the pod itself.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: Host Probes / Lifecycle Hooks",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
    .since = 34,
};

}  // namespace boltseal
