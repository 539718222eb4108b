#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

constexpr std::string_view annotation_prefix = "container.apparmor.security.beta.kubernetes.io/";

Truth is_allowed(const Text& profile) {
  if (profile.is_known() && profile.empty()) return Truth::yes;
  const Truth runtime = profile.equals("runtime/default");
  return runtime == Truth::no ? profile.starts_with("localhost/") : runtime;
}

void check(const Pod& pod, int, Findings& findings) {
  pss::Offenders found = pss::who_states(pod, PodField::app_armor_type, [](std::string_view value) {
    return value == "RuntimeDefault" || value == "Localhost";
  });
  std::string setters = pss::named(found);
  std::set<std::string, std::less<>> annotations;
  for (const Setting& annotation : pod.annotations) {
    if (!annotation.name.starts_with(annotation_prefix)) continue;
    const Truth allowed = is_allowed(annotation.value);
    if (allowed == Truth::unknown) found.unknown = true;
    if (allowed != Truth::no) continue;
    found.add(pod, pod.whole, annotation.origin);
    annotations.insert(pss::shown_annotation(annotation));
  }
  std::string values = pss::quoted(found.values);
  if (!annotations.empty()) {
    setters.append(setters.empty() ? "" : " and ")
        .append(pss::plural("annotation", annotations.size()));
    values.append(values.empty() ? "" : ", ").append(pss::quoted(annotations));
  }
  pss::conclude(pod, PodField::app_armor_type, found,
                pss::plural("forbidden AppArmor profile", found.values.size() + annotations.size()),
                setters + " must not set AppArmor profile type to " + values, findings);
}

}  // namespace

extern const Rule pss_app_armor_profile{
    .summary = "AppArmor is off",
    .what =
        "The pod or a container sets `securityContext.appArmorProfile.type` to anything but "
        "`RuntimeDefault` or `Localhost`, or an annotation "
        "`container.apparmor.security.beta.kubernetes.io/NAME` asks for anything but "
        "`runtime/default` or `localhost/PROFILE`. Both count in every version.",
    .why =
        "The default profile of the container runtime keeps a container from mounting file systems "
        "and from writing to the kernel's interfaces in /proc and /sys, even when it has more "
        "capabilities than it should. Unconfined, that last fence is gone.",
    .remedy =
        "Delete the field or the annotation, which leaves the runtime's default on, or name a "
        "profile that is loaded on the nodes.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: AppArmor",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
