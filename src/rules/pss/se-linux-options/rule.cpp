#include "rules/pss/refusal.h"

namespace boltseal {
namespace {

// Added in Kubernetes 1.31, for container engines that run in a container.
constexpr int knows_engine_type = 31;

void check(const Pod& pod, int minor, Findings& findings) {
  const auto is_empty = [](std::string_view value) { return value.empty(); };
  const auto is_allowed_type = [&](std::string_view type) {
    return type.empty() || type == "container_t" || type == "container_init_t" ||
           type == "container_kvm_t" ||
           (type == "container_engine_t" && minor >= knows_engine_type);
  };
  pss::Offenders found;
  bool sets_user = false;
  bool sets_role = false;
  const auto look = [&](const PodPart& part) {
    const Origin* first = nullptr;
    for (const PodStatement& stated : part.statements) {
      const bool is_type = stated.field == PodField::se_linux_type;
      const bool is_user = stated.field == PodField::se_linux_user;
      const bool is_role = stated.field == PodField::se_linux_role;
      if (!is_type && !is_user && !is_role) continue;
      if (!stated.value.is_known()) {
        found.unknown = true;
        continue;
      }
      const std::string& value = stated.value.bytes();
      if (is_type ? is_allowed_type(value) : is_empty(value)) continue;
      if (is_type) found.values.insert(value);
      sets_user = sets_user || is_user;
      sets_role = sets_role || is_role;
      if (first == nullptr) first = &stated.origin;
    }
    if (part.open && first == nullptr) found.unknown = true;
    if (first != nullptr) found.add(pod, part, *first);
  };
  look(pod.whole);
  for (const PodPart& container : pod.containers) look(container);

  std::string set;
  const auto say = [&](std::string_view what) { set.append(set.empty() ? "" : "; ").append(what); };
  if (!found.values.empty()) {
    say(pss::plural("type", found.values.size()) + " " + pss::quoted(found.values));
  }
  if (sets_user) say("user may not be set");
  if (sets_role) say("role may not be set");
  pss::conclude(pod, PodField::se_linux_type, found, "seLinuxOptions",
                pss::named(found) + " set forbidden securityContext.seLinuxOptions: " + set,
                findings);
}

}  // namespace

extern const Rule pss_se_linux_options{
    .summary = "The pod chooses its own SELinux label",
    .what =
        "`securityContext.seLinuxOptions` of the pod or a container has a `type` other than "
        "`container_t`, `container_init_t`, `container_kvm_t` and, since Kubernetes 1.31, "
        "`container_engine_t`, or any `user` or `role`. A `level` is fine.",
    .why =
        "On nodes with SELinux the type is what keeps a container from the files and processes of "
        "the node. With a type such as `spc_t` it is unconfined.",
    .remedy =
        "Delete `type`, `user` and `role`: the container runtime then labels the container, and "
        "keeps containers apart by level.",
    .severity = Severity::high,
    .profile = Profile::pss_baseline,
    .references = {"Pod Security Standards, Baseline: SELinux",
                   "https://kubernetes.io/docs/concepts/security/pod-security-standards/"},
    .pod = check,
};

}  // namespace boltseal
