#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (!workload.is_image || workload.windows) return;
  const auto user = effective(workload, fact::user);
  if (!user->is_known() || user.level == nullptr || user.level->kind != LevelKind::build_stage) {
    return;
  }
  const Text& name = user.value->name;
  if (!name.is_known()) return findings.unknown(Fact::user);
  if (name.bytes() == "root" || name.bytes().find_first_not_of("0123456789") == std::string::npos)
    return;
  const Origin site = decisive_site(workload, user, Fact::user);
  Finding& finding = findings.add(site, fact_path(Fact::user),
                                  "the image names its user \"" + name.bytes() +
                                      "\", which Kubernetes cannot verify not to be root");
  // The engines look a number up in /etc/passwd as well, so group and home stay the same.
  if (user.value->group.empty()) {
    finding.change = Change{.fact = Fact::user,
                            .field = "number",
                            .value = name.bytes(),
                            .safety = Safety::safe,
                            .at = site};
  }
}

}  // namespace

extern const Rule user_named{
    .summary = "Image names its user by a word",
    .what =
        "The last `USER` of the built stage is a name other than root. Strict only: it is well "
        "everywhere but under a `runAsNonRoot: true` without `runAsUser`.",
    .why =
        "What number a name stands for is in the image's `/etc/passwd`, which the kubelet does not "
        "read. It refuses to start such an image where `runAsNonRoot` is asked for, as the "
        "restricted Pod Security Standard does; so whoever runs it has to find out the number.",
    .remedy = "Create the user with a fixed number and use it: `USER 10001`.",
    .severity = Severity::info,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.1",
                   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"},
    .workload = check,
    .on_images = true,
};

}  // namespace boltseal
