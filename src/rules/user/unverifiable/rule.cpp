#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.platform != Platform::kubernetes || workload.windows) return;
  const auto enforced = effective(workload, fact::run_as_non_root);
  if (!enforced->is(true)) return;
  const auto user = effective(workload, fact::user);
  if (user->is_unknown()) return findings.unknown(Fact::user);
  if (!user->is_known() || !user.value->name.is_known()) return;
  const std::string& name = user.value->name.bytes();
  const bool from_image = user.level != nullptr && (user.level->kind == LevelKind::base_image ||
                                                    user.level->kind == LevelKind::build_stage);
  std::string because;
  if (user.value->is_root() == Truth::yes) {
    because = from_image ? "its image runs as root" : "runAsUser is 0";
  } else if (name.find_first_not_of("0123456789") != std::string::npos) {
    because = "its image names the user \"" + name + "\", which is no number that it can verify";
  } else {
    return;
  }
  // What cannot be fulfilled stands in the container: its image, or the user's number.
  const auto image = effective(workload, fact::image);
  const Origin site = from_image && image->origin().has_place() ? image->origin() : user->origin();
  Finding& finding =
      findings.add(site, fact_path(Fact::run_as_non_root),
                   "the kubelet will not start it: runAsNonRoot is set, but " + because);
  if (!from_image) return;
  // What the image declares is known from a table, and may differ in other versions of it.
  finding.confidence = Confidence::medium;
  finding.change = Change{.fact = Fact::user,
                          .element = {},
                          .field = {},
                          .value = std::string("10001"),
                          .safety = Safety::guess,
                          .breaks = "files that only the image's own user may read or write",
                          .at = site,
                          .missing = true};
}

}  // namespace

extern const Rule user_unverifiable{
    .summary = "runAsNonRoot cannot be fulfilled",
    .what =
        "A container asks the kubelet for `runAsNonRoot: true`, states no `runAsUser` other than "
        "0, and its image runs as root or names its user by a word (`USER nobody`). Only images "
        "whose user is known are judged.",
    .why =
        "The kubelet looks at the number only and refuses what it cannot verify: the pod stays in "
        "`CreateContainerConfigError`. Found during an update, it stops the update; and the usual "
        "way out in a hurry is to remove `runAsNonRoot`, and with it the protection.",
    .remedy =
        "State the user's number in `securityContext.runAsUser` (`id -u NAME` in the image tells "
        "it), or build the image with `USER` as a number.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
                   "Pod Security Standards, Restricted: Running as Non-root"},
    .workload = check,
};

}  // namespace boltseal
