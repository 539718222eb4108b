#include <algorithm>
#include <array>
#include <span>

#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

constexpr std::array<std::string_view, 9> allowed = {
    "configMap", "csi",    "downwardAPI",          "emptyDir", "ephemeral", "image",
    "projected", "secret", "persistentVolumeClaim"};

// In the order in which Kubernetes looks for them, should a volume have several.
constexpr std::array<std::string_view, 21> restricted = {"hostPath",
                                                         "gcePersistentDisk",
                                                         "awsElasticBlockStore",
                                                         "gitRepo",
                                                         "nfs",
                                                         "iscsi",
                                                         "glusterfs",
                                                         "rbd",
                                                         "flexVolume",
                                                         "cinder",
                                                         "cephfs",
                                                         "flocker",
                                                         "fc",
                                                         "azureFile",
                                                         "vsphereVolume",
                                                         "quobyte",
                                                         "azureDisk",
                                                         "photonPersistentDisk",
                                                         "portworxVolume",
                                                         "scaleIO",
                                                         "storageos"};

const PodStatement* find_source(const PodPart& volume, std::span<const std::string_view> kinds) {
  for (const std::string_view kind : kinds) {
    const auto found = std::ranges::find_if(volume.statements, [&](const PodStatement& stated) {
      return stated.value.bytes() == kind;
    });
    if (found != volume.statements.end()) return &*found;
  }
  return nullptr;
}

void check(const Pod& pod, int, Findings& findings) {
  pss::Offenders found;
  found.unknown = pod.whole.open;
  for (const PodPart& volume : pod.volumes) {
    // A volume without a source becomes an emptyDir before anything judges it.
    if (find_source(volume, allowed) != nullptr) continue;
    if (const PodStatement* const source = find_source(volume, restricted)) {
      found.values.insert(source->value.bytes());
      found.add(pod, volume, source->origin);
    } else if (volume.open || !volume.statements.empty()) {
      found.unknown = true;
    }
  }
  const std::size_t count = found.containers.size();
  pss::conclude(pod, PodField::volume_source, found, "restricted volume types",
                pss::plural("volume", count) + " " + pss::quoted(found.containers) +
                    (count == 1 ? " uses " : " use ") +
                    pss::plural("restricted volume type", found.values.size()) + " " +
                    pss::quoted(found.values),
                findings);
}

}  // namespace

extern const Rule pss_restricted_volumes{
    .summary = "A volume reaches outside the cluster's storage",
    .what =
        "A volume of the pod is of another kind than `configMap`, `csi`, `downwardAPI`, "
        "`emptyDir`, `ephemeral`, `image`, `persistentVolumeClaim`, `projected` or `secret`. One "
        "of a kind that is not known here is counted, not reported.",
    .why =
        "Other kinds let whoever writes the pod name a server, a disk or a path of the node by "
        "hand, past the storage that administrators offer; the node mounts it with its own "
        "rights and credentials.",
    .remedy =
        "Claim storage with a `persistentVolumeClaim` or an `ephemeral` volume; the cluster's "
        "administrator describes the server or disk once, as a PersistentVolume or StorageClass.",
    .severity = Severity::medium,
    .profile = Profile::pss_restricted,
    .references = {"Pod Security Standards, Restricted: Volume Types",
                   "CIS Kubernetes 1.8.0 5.2.12",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
    .replaces = "pss/host-path-volumes",
};

}  // namespace boltseal
