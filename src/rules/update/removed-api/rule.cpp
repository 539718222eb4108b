#include <array>
#include <string>
#include <string_view>

#include "rules/rule.h"

namespace boltseal {
namespace {

struct Removed {
  std::string_view version, kind;  // an empty kind: all of them
  std::string_view in, instead;
};
// kubernetes.io, "Deprecated API Migration Guide" lists them. Every release that is
// still maintained (1.35 and later) is past all of these.
constexpr std::array removed = {
    Removed{"extensions/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"},
    Removed{"extensions/v1beta1", "NetworkPolicy", "1.16", "networking.k8s.io/v1"},
    Removed{"extensions/v1beta1", "PodSecurityPolicy", "1.16", "Pod Security Admission"},
    Removed{"extensions/v1beta1", "", "1.16", "apps/v1"},
    Removed{"apps/v1beta1", "", "1.16", "apps/v1"},
    Removed{"apps/v1beta2", "", "1.16", "apps/v1"},
    Removed{"networking.k8s.io/v1beta1", "Ingress", "1.22", "networking.k8s.io/v1"},
    Removed{"networking.k8s.io/v1beta1", "IngressClass", "1.22", "networking.k8s.io/v1"},
    Removed{"rbac.authorization.k8s.io/v1alpha1", "", "1.22", "rbac.authorization.k8s.io/v1"},
    Removed{"rbac.authorization.k8s.io/v1beta1", "", "1.22", "rbac.authorization.k8s.io/v1"},
    Removed{"apiextensions.k8s.io/v1beta1", "", "1.22", "apiextensions.k8s.io/v1"},
    Removed{"apiregistration.k8s.io/v1beta1", "", "1.22", "apiregistration.k8s.io/v1"},
    Removed{"admissionregistration.k8s.io/v1beta1", "MutatingWebhookConfiguration", "1.22",
            "admissionregistration.k8s.io/v1"},
    Removed{"admissionregistration.k8s.io/v1beta1", "ValidatingWebhookConfiguration", "1.22",
            "admissionregistration.k8s.io/v1"},
    Removed{"certificates.k8s.io/v1beta1", "CertificateSigningRequest", "1.22",
            "certificates.k8s.io/v1"},
    Removed{"coordination.k8s.io/v1beta1", "Lease", "1.22", "coordination.k8s.io/v1"},
    Removed{"scheduling.k8s.io/v1beta1", "PriorityClass", "1.22", "scheduling.k8s.io/v1"},
    Removed{"storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.27", "storage.k8s.io/v1"},
    Removed{"storage.k8s.io/v1beta1", "StorageClass", "1.22", "storage.k8s.io/v1"},
    Removed{"storage.k8s.io/v1beta1", "CSIDriver", "1.22", "storage.k8s.io/v1"},
    Removed{"storage.k8s.io/v1beta1", "CSINode", "1.22", "storage.k8s.io/v1"},
    Removed{"storage.k8s.io/v1beta1", "VolumeAttachment", "1.22", "storage.k8s.io/v1"},
    Removed{"batch/v2alpha1", "CronJob", "1.21", "batch/v1"},
    Removed{"batch/v1beta1", "CronJob", "1.25", "batch/v1"},
    Removed{"policy/v1beta1", "PodDisruptionBudget", "1.25", "policy/v1"},
    Removed{"policy/v1beta1", "PodSecurityPolicy", "1.25", "Pod Security Admission"},
    Removed{"discovery.k8s.io/v1beta1", "EndpointSlice", "1.25", "discovery.k8s.io/v1"},
    Removed{"events.k8s.io/v1beta1", "Event", "1.25", "events.k8s.io/v1"},
    Removed{"node.k8s.io/v1beta1", "RuntimeClass", "1.25", "node.k8s.io/v1"},
    Removed{"autoscaling/v2beta1", "", "1.25", "autoscaling/v2"},
    Removed{"autoscaling/v2beta2", "", "1.26", "autoscaling/v2"},
    Removed{"flowcontrol.apiserver.k8s.io/v1beta1", "", "1.26", "flowcontrol.apiserver.k8s.io/v1"},
    Removed{"flowcontrol.apiserver.k8s.io/v1beta2", "", "1.29", "flowcontrol.apiserver.k8s.io/v1"},
    Removed{"flowcontrol.apiserver.k8s.io/v1beta3", "", "1.32", "flowcontrol.apiserver.k8s.io/v1"},
};

void check(const Project& project, Findings& findings) {
  for (const ApiObject& object : project.objects) {
    for (const Removed& row : removed) {
      if (object.api_version.text.equals(row.version) != Truth::yes) continue;
      if (!row.kind.empty() && row.kind != object.kind) continue;
      const std::string name = object.kind + (object.name.empty() ? "" : "/") + object.name;
      findings
          .add(object.api_version.origin, "api_version[" + name + "]",
               name + " needs a Kubernetes that is past its end of life: " +
                   std::string(row.version) + " was removed in " + std::string(row.in))
          .remedy = row.instead.find('/') != std::string_view::npos
                        ? "apiVersion: " + std::string(row.instead)
                        : std::string(row.instead);
      break;
    }
  }
}

}  // namespace

extern const Rule update_removed_api{
    .summary = "Manifest for an API that Kubernetes has removed",
    .what =
        "A manifest is written for a version of an API that no maintained release of Kubernetes "
        "serves any more (`extensions/v1beta1`, `policy/v1beta1`, `batch/v1beta1` …).",
    .why =
        "It can only be applied to a cluster that has got no security updates for a long time; on "
        "any other the deployment fails, often in the middle. A NetworkPolicy or a role that is "
        "refused is also protection that somebody believes to be there.",
    .remedy =
        "Move to the version that replaced it; its fields may differ, and `kubectl convert` does "
        "most of the work.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"https://kubernetes.io/docs/reference/using-api/deprecation-guide/"},
    .project = check,
};

}  // namespace boltseal
