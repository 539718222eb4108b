#include <algorithm>

#include "model/host_path.h"
#include "model/usual_needs.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// A stage from scratch with no ENTRYPOINT and no CMD, or with empty ones, only carries files: they
// are exported or copied from it, and no engine can start it.
bool only_carries_files(const Workload& workload) {
  if (!workload.is_image) return false;
  const bool from_scratch =
      std::any_of(workload.levels.begin(), workload.levels.end(), [](const Level& level) {
        const Value<ImageReference>& base = level.facts.get(fact::image);
        return base.is_known() && base->is_scratch();
      });
  const auto starts = [&](FactKey<Command> key) {
    const Effective<Command> command = effective(workload, key);
    return !command->is_absent() && !(command->is_known() && command.value->words.empty());
  };
  return from_scratch && !starts(fact::entrypoint) && !starts(fact::command);
}

/// The other user that this one takes back: of the same stage, or of the image it starts from.
std::string user_before(const Workload& workload, const Effective<User>& user) {
  const Origin* const step = user->origin().via.get();
  if (step != nullptr && step->note == "the user before" && step->has_place()) {
    return step->file->text.substr(step->span.begin, step->span.size());
  }
  for (auto level = workload.levels.rbegin(); level != workload.levels.rend(); ++level) {
    if (&*level >= user.level) continue;
    const Value<User>& before = level->facts.get(fact::user);
    if (before.is_known()) {
      return before->is_root() == Truth::no ? before->name.bytes() : std::string();
    }
  }
  return {};
}

// A number in USER keeps these from starting; what helps is another image, such as
// nginxinc/nginx-unprivileged, and that is a person's choice.
bool needs_root_to_start(const Workload& workload) {
  return std::any_of(workload.levels.begin(), workload.levels.end(), [](const Level& level) {
    const Value<ImageReference>& image = level.facts.get(fact::image);
    return image.is_known() && usual_needs(*image).starts_as_root;
  });
}

// A new volume takes the owner of the folder in the image that it covers. Kubernetes' do not:
// there fsGroup decides.
std::vector<std::string> volumes_of(const Workload& workload) {
  std::vector<std::string> folders;
  if (workload.platform == Platform::kubernetes) return folders;
  for (const Mount& mount : gather(workload, fact::mounts)) {
    const bool is_written = mount.kind == MountKind::volume && !mount.read_only.is(true);
    if (!is_written || !mount.target.is_known() || !mount.target.bytes().starts_with('/')) continue;
    if (std::ranges::find(folders, mount.target.bytes()) == folders.end()) {
      folders.push_back(mount.target.bytes());
    }
  }
  return folders;
}

// The socket of an engine belongs to root, and whoever may write to it is root anyway.
bool uses_engine(const Workload& workload) {
  const Gathered<Mount> mounts = gather(workload, fact::mounts);
  return std::any_of(mounts.begin(), mounts.end(), [](const Mount& mount) {
    return mount.kind == MountKind::bind &&
           classify_host_path(mount.source).kind == HostPathKind::engine_socket;
  });
}

// Where its users are mapped, its root is one of the host's ordinary users (user_namespaces(7)).
bool has_users_of_its_own(const Effective<Text>& users) {
  return users->is_known() && users.value->is_known() && !users.value->empty() &&
         !users->is("host") && !users.value->bytes().starts_with("container:");
}

void check(const Workload& workload, Findings& findings) {
  if (workload.windows || only_carries_files(workload)) return;
  // The kubelet does not start a container as root when it is told so (kubernetes.io,
  // "SecurityContext": runAsNonRoot), whoever chose the user.
  if (effective(workload, fact::run_as_non_root)->is(true)) return;
  const auto users = effective(workload, fact::user_namespace);
  if (users->is_unknown()) return findings.unknown(Fact::user_namespace);
  if (has_users_of_its_own(users)) return;
  const auto user = effective(workload, fact::user);
  if (user->is_unknown()) return findings.unknown(Fact::user);
  if (user->is_absent()) return;
  switch (user.value->is_root()) {
    case Truth::no: return;
    case Truth::unknown: return findings.unknown(Fact::user);
    case Truth::yes: break;
  }
  const bool chosen = user.level != nullptr && user.level->kind != LevelKind::base_image;
  if (workload.is_tool() && !chosen) return;
  const std::string before = chosen ? user_before(workload, user) : std::string();
  const Origin site = decisive_site(workload, user, Fact::user);
  Finding& finding = findings.add(
      site, fact_path(Fact::user),
      !chosen          ? "runs as root, because nothing sets another user"
      : before.empty() ? "runs as root, because user is set to \"" + user.value->name.bytes() + "\""
                       : "runs as root, because user is set back to \"" + user.value->name.bytes() +
                             "\" from \"" + before + "\"");
  if (needs_root_to_start(workload) || uses_engine(workload)) return;
  finding.change =
      Change{.fact = Fact::user,
             .element = {},
             .field = {},
             .value = std::string("10001"),
             .safety = Safety::behaviour,
             .breaks =
                 "files that only root may write, volumes that were filled as root, ports below "
                 "1024 on old kernels",
             .at = site,
             .missing = !chosen,
             .writes = volumes_of(workload)};
}

}  // namespace

extern const Rule user_root{
    .summary = "Container runs as root",
    .what =
        "The process starts with user id 0: `USER` is root or missing in the stage that is built, "
        "and neither the "
        "Compose file, the pod nor the command line chooses another user. A pod with "
        "`runAsNonRoot: "
        "true` never starts as root and is not reported. Images whose entrypoint is known to give "
        "up root by itself, or that bring `gosu` or `su-exec` for it, are not reported, nor are "
        "stages from scratch that start nothing, nor containers whose users are mapped to others "
        "of "
        "the host (`--userns=auto`, `hostUsers: false`, a daemon with `userns-remap`); an image "
        "whose user is not known is counted as "
        "unknown. A tool that a script or a pipeline runs once is reported only when it asks for "
        "root.",
    .why =
        "Root in a container is root on the kernel that all containers share. A flaw in the "
        "program gives an attacker "
        "every file in the container, the right to install tools, and the best position for "
        "leaving it; a bind mount "
        "or a kernel flaw is then enough to own the host.",
    .remedy =
        "Create a user in the image and switch to it with `USER`, best as a number so that "
        "Kubernetes can verify it; "
        "give it only the folders that it must write.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.1", "CIS Kubernetes 1.8.0 5.2.7",
                   "Pod Security Standards, Restricted: Running as Non-root",
                   "NIST SP 800-190 4.4.3"},
    .workload = check,
    .on_images = true,
};

}  // namespace boltseal
