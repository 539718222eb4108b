#include <algorithm>
#include <string>

#include "model/host_path.h"
#include "model/running_container.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// The last mount at a path is the one that is seen.
const KernelMount* mount_at(const KernelView& kernel, std::string_view target) {
  const auto found = std::find_if(kernel.mounts.rbegin(), kernel.mounts.rend(),
                                  [&](const KernelMount& each) { return each.target == target; });
  return found == kernel.mounts.rend() ? nullptr : &*found;
}

// A path inside its own file system, which may be the one that is mounted at /run.
bool is_engine_socket(const std::string& root) {
  return root.ends_with(".sock") &&
         (classify_host_path(Text(root)).kind == HostPathKind::engine_socket ||
          classify_host_path(Text("/run" + root)).kind == HostPathKind::engine_socket);
}

void check(const RunningContainer& container, Findings& findings) {
  const Workload& declared = *container.declared;
  const auto read_only_root = effective(declared, fact::read_only_root);
  const KernelMount* const root = mount_at(container.kernel, "/");
  if (root != nullptr && !root->read_only && read_only_root->is(true)) {
    findings.add(read_only_root->origin(), fact_path(Fact::read_only_root),
                 "can write its root file system, though the engine says that it is read-only");
  }
  const Gathered<Mount> mounts = gather(declared, fact::mounts);
  for (const Mount& mount : mounts) {
    const KernelMount* const real = mount_at(container.kernel, mount.target.bytes());
    if (real == nullptr || real->read_only || !mount.read_only.is(true)) continue;
    findings.add(mount.read_only.origin(),
                 fact_path(Fact::mounts, mount.target.bytes(), "read_only"),
                 "can write " + mount.target.bytes() +
                     ", though the engine says that it is mounted read-only");
  }
  for (const KernelMount& real : container.kernel.mounts) {
    const bool is_known = std::any_of(mounts.begin(), mounts.end(), [&](const Mount& mount) {
      return mount.target.equals(real.target) != Truth::no;
    });
    if (is_known || !is_engine_socket(real.root)) continue;
    findings.add(declared.site(), fact_path(Fact::mounts, real.target),
                 "has " + real.root + " of the host at " + real.target +
                     ", which the engine does not speak of");
  }
}

}  // namespace

extern const Rule mount_kernel_differs{
    .summary = "Mount differs from what the engine says",
    .what =
        "Inside a container the kernel shows a root file system or a mount that can be written "
        "though the engine says read-only, or an engine's socket that the engine does not speak "
        "of. Speaks in `boltseal audit`, of containers that run.",
    .why =
        "Mounts can be made from outside (`nsenter`, a hook, another container with the host's "
        "processes), and the engine never learns of it.",
    .remedy = "Find who mounted it, and make the container anew.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"https://man7.org/linux/man-pages/man7/mount_namespaces.7.html"},
    .running = check,
};

}  // namespace boltseal
