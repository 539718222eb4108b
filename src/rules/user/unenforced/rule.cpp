#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.platform != Platform::kubernetes || workload.windows) return;
  const auto enforced = effective(workload, fact::run_as_non_root);
  if (enforced->is_unknown()) return findings.unknown(Fact::run_as_non_root);
  if (enforced->is(true)) return;
  const auto user = effective(workload, fact::user);
  if (user->is_known()) return;  // as root it is user/root's, as another user it is well
  const bool from_image =
      user->is_absent() || (user.level != nullptr && user.level->kind == LevelKind::base_image);
  if (!from_image) return findings.unknown(Fact::user);
  const Origin site = decisive_site(workload, enforced, Fact::run_as_non_root);
  Finding& finding =
      findings.add(site, fact_path(Fact::run_as_non_root),
                   "nothing keeps this container from running as root: the image decides on the "
                   "user, and runAsNonRoot is " +
                       std::string(enforced.level != nullptr ? "off" : "not set"));
  finding.change = Change{.fact = Fact::run_as_non_root,
                          .element = {},
                          .field = {},
                          .value = true,
                          .safety = Safety::behaviour,
                          .breaks =
                              "an image that runs as root, or names its user by a word "
                              "instead of a number, no longer starts",
                          .at = site,
                          .missing = enforced.level == nullptr};
}

}  // namespace

extern const Rule user_unenforced{
    .summary = "Nothing keeps the container from running as root",
    .what =
        "A Kubernetes container states no `runAsUser`, what its image runs as is not known, and "
        "neither the container nor its pod sets `runAsNonRoot: true`. Windows pods are not "
        "looked at, and a container that is known to run as root is reported by `user/root`.",
    .why =
        "Whether the process is root is then decided by whoever builds the image, with every "
        "new tag again. With `runAsNonRoot` the kubelet refuses to start an image that would run "
        "as root, so a change of the image cannot quietly hand out root on the node's kernel.",
    .remedy =
        "Set `securityContext.runAsNonRoot: true` on the pod, and `runAsUser` to a number when "
        "the image names its user by a word, which the kubelet cannot verify.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.2.7",
                   "Pod Security Standards, Restricted: Running as Non-root",
                   "NIST SP 800-190 4.4.3"},
    .workload = check,
};

}  // namespace boltseal
