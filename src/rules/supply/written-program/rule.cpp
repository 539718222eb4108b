#include <string>

#include "model/running_container.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const RunningContainer& container, Findings& findings) {
  constexpr std::size_t most_named = 3;
  std::size_t count = 0;
  std::string names;
  for (const WrittenFile& file : container.written) {
    if (!file.is_program || !file.package.empty()) continue;
    if (count++ < most_named) names += (names.empty() ? "" : ", ") + file.path;
  }
  if (count == 0) return;
  if (count > most_named) names += " and " + std::to_string(count - most_named) + " more";
  findings.add(container.declared->site(), "written_programs",
               std::string(count == 1 ? "a program stands" : "programs stand") +
                   " in its writable layer that the image did not bring: " + names);
}

}  // namespace

extern const Rule supply_written_program{
    .summary = "Program that the image did not bring",
    .what =
        "The writable layer of a container holds an executable file (ELF, or a script) that was "
        "made or changed after the container was created and belongs to no installed package. "
        "Speaks in `boltseal audit`.",
    .why =
        "Nobody scanned, signed or reviewed it: it is what an intruder left, or what somebody "
        "installed by hand and will be gone with the next container.",
    .remedy =
        "Find out where it comes from (`docker diff NAME`). What is needed belongs into the image; "
        "then start the container with a read-only root.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"https://attack.mitre.org/techniques/T1105/"},
    .running = check,
};

}  // namespace boltseal
