#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "model/base_image.h"
#include "model/usual_needs.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || workload.is_job) return;
  const auto read_only = effective(workload, fact::read_only_root);
  if (read_only->is_unknown()) return findings.unknown(Fact::read_only_root);
  if (!read_only->is(false)) return;
  const Origin site = decisive_site(workload, read_only, Fact::read_only_root);
  Finding& finding =
      findings.add(site, fact_path(Fact::read_only_root), "its root file system can be written");
  const ImageReference* const image = base_image(workload);
  const UsualNeeds needs = usual_needs(image == nullptr ? ImageReference() : *image);
  const bool is_missing = read_only.level == nullptr;
  finding.change = Change{.fact = Fact::read_only_root,
                          .value = true,
                          .safety = needs.is_known ? Safety::behaviour : Safety::guess,
                          .breaks = "programs that write outside of volumes and temporary folders",
                          .at = site,
                          .missing = is_missing};
  std::vector<std::string> folders;
  const Gathered<Mount> mounts = gather(workload, fact::mounts);
  for (const std::string_view folder : needs.writes) {
    const bool is_mounted = std::any_of(mounts.begin(), mounts.end(), [&](const Mount& mount) {
      return mount.target.equals(folder) == Truth::yes;
    });
    if (!is_mounted) folders.emplace_back(folder);
  }
  if (folders.empty()) return;
  finding.change->together.push_back(Change{.op = Change::Op::add,
                                            .fact = Fact::mounts,
                                            .field = "scratch",
                                            .value = std::move(folders),
                                            .at = workload.site(),
                                            .missing = true});
}

}  // namespace

extern const Rule mount_writable_root{
    .summary = "Root file system is writable",
    .what =
        "Neither `read_only: true`, `--read-only` nor `readOnlyRootFilesystem: true` is set for a "
        "container that keeps "
        "running. Strict only, because many images write to places that must be found out first.",
    .why =
        "An attacker who gets into the program leaves tools, changes the program itself and "
        "survives a restart of the "
        "process. With a read-only root nothing can be left behind, and whatever must be written "
        "is in a volume that "
        "somebody chose.",
    .remedy =
        "Make the root file system read-only and mount a `tmpfs` or a volume where the program "
        "must write.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.13", "NIST SP 800-190 4.4.4",
                   "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/"},
    .workload = check,
};

}  // namespace boltseal
