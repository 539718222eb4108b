#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

// Kubernetes 1.19 brought the field, and the standards of that version look at nothing else.
constexpr int has_field = 19;

constexpr std::string_view of_pod = "seccomp.security.alpha.kubernetes.io/pod";
constexpr std::string_view of_container = "container.seccomp.security.alpha.kubernetes.io/";

Truth is_allowed(const Text& profile) {
  for (const std::string_view plain : {"runtime/default", "docker/default"}) {
    if (const Truth same = profile.equals(plain); same != Truth::no) return same;
  }
  return profile.starts_with("localhost/");
}

void check_annotations(const Pod& pod, Findings& findings) {
  std::set<std::string, std::less<>> subjects = {std::string(of_pod)};
  for (const PodPart& container : pod.containers) {
    subjects.insert(std::string(of_container) + container.name);
  }
  pss::Offenders found;
  for (const Setting& annotation : pod.annotations) {
    const Truth allowed = is_allowed(annotation.value);
    if (allowed == Truth::yes || !subjects.contains(annotation.name)) continue;
    if (allowed == Truth::unknown) {
      found.unknown = true;
      continue;
    }
    found.add(pod, pod.whole, annotation.origin);
    found.values.insert(pss::shown_annotation(annotation));
  }
  std::string detail = "forbidden " + pss::plural("annotation", found.values.size());
  for (const std::string& annotation : found.values) {
    detail.append(&annotation == &*found.values.begin() ? " " : ", ").append(annotation);
  }
  pss::conclude(pod, PodField::seccomp_type, found, "seccompProfile", detail, findings);
}

void check(const Pod& pod, int minor, Findings& findings) {
  if (minor < has_field) return check_annotations(pod, findings);
  const pss::Offenders found = pss::who_states(
      pod, PodField::seccomp_type,
      [](std::string_view value) { return value == "RuntimeDefault" || value == "Localhost"; });
  pss::conclude(pod, PodField::seccomp_type, found, "seccompProfile",
                pss::named(found) + " must not set securityContext.seccompProfile.type to " +
                    pss::quoted(found.values),
                findings);
}

}  // namespace

extern const Rule pss_seccomp_profile_baseline{
    .summary = "Seccomp is off",
    .what =
        "The pod or a container sets `securityContext.seccompProfile.type` to anything but "
        "`RuntimeDefault` or `Localhost`. Before Kubernetes 1.19 the annotations of "
        "`seccomp.security.alpha.kubernetes.io` count instead. Since 1.19 the level Restricted has "
        "`pss/seccomp-profile-restricted` in its place.",
    .why =
        "The default filter keeps some fifty system calls from the container that ordinary "
        "programs never make and exploits of the kernel are built from.",
    .remedy =
        "Write `seccompProfile: {type: RuntimeDefault}` into the `securityContext` of the pod, or "
        "`Localhost` with a profile that lies on the nodes.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: Seccomp", "CIS Kubernetes 1.8.0 5.7.2",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
