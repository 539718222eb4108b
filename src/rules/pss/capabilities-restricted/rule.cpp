#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

constexpr int frees_windows = 25;

// The containers that do not drop ALL.
pss::Offenders who_keeps(const Pod& pod) {
  pss::Offenders found;
  for (const PodPart& container : pod.containers) {
    const Truth drops = container.states(PodField::drops_all, "true");
    if (drops == Truth::unknown) found.unknown = true;
    if (drops != Truth::no) continue;
    const PodStatement* const list = container.find(PodField::drops_all);
    found.add(pod, container, list != nullptr ? list->origin : container.context);
  }
  return found;
}

void check(const Pod& pod, int minor, Findings& findings) {
  if (minor >= frees_windows && pss::is_exempt(pod, PodField::os_name, "windows", findings)) return;
  pss::Offenders found = who_keeps(pod);
  std::string detail;
  if (found.any()) {
    detail = pss::named(found) + " must set securityContext.capabilities.drop=[\"ALL\"]";
  }
  const pss::Offenders adding =
      pss::who_states(pod, PodField::added_capability,
                      [](std::string_view capability) { return capability == "NET_BIND_SERVICE"; });
  if (adding.any()) {
    detail.append(detail.empty() ? "" : "; ").append(pss::named(adding));
    detail.append(" must not include ").append(pss::quoted(adding.values));
    detail.append(" in securityContext.capabilities.add");
  }
  const bool unknown = found.unknown || adding.unknown;
  // What is given too much says more than what is not taken away.
  if (adding.any()) found = adding;
  found.unknown = unknown;
  pss::conclude(pod, adding.any() ? PodField::added_capability : PodField::drops_all, found,
                "unrestricted capabilities", detail, findings);
}

}  // namespace

extern const Rule pss_capabilities_restricted{
    .summary = "A container keeps or adds capabilities",
    .what =
        "A container does not list `ALL` in `securityContext.capabilities.drop`, or adds a "
        "capability other than `NET_BIND_SERVICE`. Checked since Kubernetes 1.22, in place of "
        "`pss/capabilities-baseline`; since 1.25 not for pods with `os.name: windows`.",
    .why =
        "Even the default capabilities let root in a container change the owner of files, make "
        "device nodes and pass the permissions of files. A program that does not run as root uses "
        "none of them; an attacker does.",
    .remedy =
        "Write `capabilities: {drop: [ALL]}` into the `securityContext` of every container, init "
        "containers as well, and add nothing but `NET_BIND_SERVICE`.",
    .severity = Severity::medium,
    .profile = Profile::pss_restricted,
    .references = {"Pod Security Standards, Restricted: Capabilities",
                   "CIS Kubernetes 1.8.0 5.2.10",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
    .since = 22,
    .replaces = "pss/capabilities-baseline",
};

}  // namespace boltseal
