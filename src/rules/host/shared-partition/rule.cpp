#include <algorithm>
#include <string>
#include <string_view>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_below(std::string_view path, std::string_view folder) {
  return folder == "/" || path == folder ||
         (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

// dockerd binds its data folder onto itself to make it private, which parts nothing.
bool is_onto_itself(const KernelMount& mount) {
  return mount.root != "/" && mount.target.ends_with(mount.root);
}

// The innermost mount that holds a path.
const KernelMount* mount_of(const Machine& machine, std::string_view path) {
  const KernelMount* found = nullptr;
  for (const KernelMount& mount : machine.mounts) {
    if (!is_below(path, mount.target) || is_onto_itself(mount)) continue;
    if (found == nullptr || mount.target.size() >= found->target.size()) found = &mount;
  }
  return found;
}

void check(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    if (engine.data_folder.empty()) continue;
    const KernelMount* const mount = mount_of(machine, engine.data_folder);
    if (mount == nullptr || mount->target == engine.data_folder) continue;
    findings.add(engine.site, "engines[" + engine.name + "].data_folder",
                 "images and containers fill the file system " + mount->target + ", because " +
                     engine.data_folder + " is not one of its own");
  }
}

}  // namespace

extern const Rule host_shared_partition{
    .summary = "The engine's data shares a file system with the host",
    .what =
        "The folder in which an engine of this machine keeps images, containers and volumes "
        "(`data-root`) is not a mount of its own. Speaks in `boltseal audit`; strict only, because "
        "many machines have a single disk.",
    .why =
        "A container that writes without bounds, or a week of builds, fills the disk that the "
        "host's own logs and services need, and the machine stops.",
    .remedy =
        "Mount a volume of its own at the folder (`/var/lib/docker`), or set `data-root` to a "
        "folder on one.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 1.1.1"},
    .machine = check,
};

}  // namespace boltseal
