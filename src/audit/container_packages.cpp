#include "audit/container_packages.h"

#include <fcntl.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "audit/containers.h"
#include "audit/kernel_view.h"
#include "audit/machine.h"
#include "base/file_descriptor.h"

namespace boltseal {
namespace {

// The containers of an image, by what it is called.
std::map<std::string, std::vector<const LiveContainer*>> images_of(const LiveEngine& engine) {
  std::map<std::string, std::vector<const LiveContainer*>> images;
  for (const LiveContainer& container : engine.containers) {
    if (container.pid > 0) images[image_of(engine, container)].push_back(&container);
  }
  return images;
}

// The root folder of a container, which nobody can exchange once it is open; none when it cannot be
// seen from here, or ended.
FileDescriptor open_root(const LiveContainer& container) {
  const std::string path = "/proc/" + std::to_string(container.pid) + "/root";
  if (!runs_container(container.pid, container.id)) return FileDescriptor(-1);
  FileDescriptor root(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  // It may have ended, and another one have got its number, since the first look.
  return FileDescriptor(runs_container(container.pid, container.id) ? root.release() : -1);
}

}  // namespace

Verdict judge_container_packages(const LiveEngine& engine, const RuleSet& rules,
                                 const PackageLook& look) {
  Verdict all;
  for (const auto& [title, containers] : images_of(engine)) {
    const FileDescriptor root = open_root(*containers.front());
    // That it cannot be seen is told with the other parts of it that cannot be.
    if (root.get() < 0) continue;
    FoundPackages found =
        look_up_packages("/proc/self/fd/" + std::to_string(root.get()), title, look);
    MachineParts system;
    system.view.machine.site = system.view.place(title);
    system.view.machine.packages = std::move(found.packages);
    Verdict verdict = judge_machine(system, rules);
    for (ShownFinding& finding : verdict.findings) {
      finding.subjects.clear();
      for (const LiveContainer* const container : containers) {
        finding.subjects.push_back(path_of(engine, *container));
      }
      all.findings.push_back(std::move(finding));
    }
    for (ShownError& gap : found.gaps) all.errors.push_back(std::move(gap));
  }
  return all;
}

}  // namespace boltseal
