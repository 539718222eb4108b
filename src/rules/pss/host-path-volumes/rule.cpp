#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

void check(const Pod& pod, int, Findings& findings) {
  pss::Offenders found;
  found.unknown = pod.whole.open;
  for (const PodPart& volume : pod.volumes) {
    if (volume.open) found.unknown = true;
    for (const PodStatement& stated : volume.statements) {
      if (stated.value.bytes() == "hostPath") found.add(pod, volume, stated.origin);
    }
  }
  pss::conclude(
      pod, PodField::volume_source, found, "hostPath volumes",
      pss::plural("volume", found.containers.size()) + " " + pss::quoted(found.containers),
      findings);
}

}  // namespace

extern const Rule pss_host_path_volumes{
    .summary = "A volume is a path of the node",
    .what = "The pod has a volume with `hostPath`, whether a container mounts it or not.",
    .why =
        "A path of the node is a way out of the container: credentials of the kubelet, the sockets "
        "of the container runtime and the data of other pods lie there, and what is written there "
        "outlives the pod.",
    .remedy =
        "Use a volume that Kubernetes gives to the pod: `emptyDir` for scratch files, a "
        "`persistentVolumeClaim` for data, `configMap`, `secret` or `projected` for configuration.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: HostPath Volumes",
                   "CIS Kubernetes 1.8.0 5.2.12",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
