#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_root_group(const Text& group) {
  return group.equals("0") == Truth::yes || group.equals("root") == Truth::yes;
}

void check(const Workload& workload, Findings& findings) {
  if (workload.windows) return;
  const auto user = effective(workload, fact::user);
  // Root with its group is user/root's.
  if (!user->is_known() || user.value->is_root() != Truth::no) return;
  // An image of which only the user is known may take on groups of its own choice when it gives up
  // root.
  if (user.level == nullptr || user.level->kind == LevelKind::base_image) return;
  const User& who = *user.value;
  if (is_root_group(who.group)) {
    findings.add(
        who.group_origin.has_place() ? who.group_origin : decisive_site(workload, user, Fact::user),
        fact_path(Fact::user, {}, "group"),
        "runs as user " + who.name.bytes() + ", but in root's group");
    return;
  }
  for (const Item& group : gather(workload, fact::groups)) {
    if (!is_root_group(group.text)) continue;
    findings.add(group.origin, fact_path(Fact::groups, group.text.bytes()),
                 "runs as user " + who.name.bytes() + ", but root's group is added to it");
    return;
  }
}

}  // namespace

extern const Rule user_root_group{
    .summary = "Container runs in root's group",
    .what =
        "The process is not root, but its group, or one of those added to it (`group_add`, "
        "`supplementalGroups`, `fsGroup`), is 0. Strict only: images made for OpenShift, which "
        "picks a user id itself, use group 0 on purpose.",
    .why =
        "Many files of an image and of the host belong to root's group and give it more than "
        "others get. After a break-out, or through a bind mount, the process reads and writes "
        "what an ordinary user could not.",
    .remedy =
        "Give the program a group of its own: `USER 10001:10001`, `runAsGroup: 10001`, and set "
        "the files that it needs to this group.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.1", "CIS Kubernetes 1.8.0 5.2.7",
                   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"},
    .workload = check,
    .on_images = true,
};

}  // namespace boltseal
