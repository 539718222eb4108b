#include <string>

#include "model/package_command.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

std::optional<Change> mend(const PackageCommand& packages) {
  if (!stands_as_read(*packages.verb)) return std::nullopt;
  const bool zypper = packages.manager == PackageCommand::Manager::zypper;
  // apt full-upgrade and apt-get dist-upgrade; zypper dup; dnf distro-sync.
  Rewriting rewriting;
  rewriting.replace(packages.verb->origin, zypper ? "update" : "upgrade");
  return rewriting.change(Safety::behaviour,
                          "updates that need a new package stay out until the base image has them");
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      for (const ShellCommand& command : instruction.commands) {
        const PackageCommand* const packages = command.packages();
        if (!packages || packages->verb == nullptr ||
            packages->action != PackageCommand::Action::release_upgrade) {
          continue;
        }
        const std::string said =
            std::string(packages->program) + " " + packages->verb->text.bytes();
        findings
            .add(packages->verb->origin, "upgrade[" + said + "]",
                 said +
                     " may remove packages and bring others, so the image is no more the "
                     "base that its tag says")
            .change = mend(*packages);
      }
    }
  }
}

}  // namespace

extern const Rule build_release_upgrade{
    .summary = "The base image is upgraded as a whole",
    .what =
        "A `RUN` upgrades in the way that may add and remove packages: `apt-get dist-upgrade` or "
        "`full-upgrade`, `dnf distro-sync`, `zypper dup`. A plain `upgrade`, which brings security "
        "updates, is not reported.",
    .why =
        "Two builds of one Dockerfile differ by what the archive held that day, up to another "
        "release. Nobody tested that mixture, and a scanner compares it with the advisories of the "
        "wrong release.",
    .remedy =
        "Raise the tag of the base image; use `apt-get upgrade` for security updates that it "
        "does not have yet.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/build/building/best-practices/#apt-get"},
    .build = check,
};

}  // namespace boltseal
