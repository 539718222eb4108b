#include "rules/rule.h"
#include "model/running_container.h"

namespace boltseal {
namespace {

void check(const RunningContainer& container, Findings& findings) {
  if (container.unknown_to.empty()) return;
  findings.add(container.declared->site(), "declared", "is no service of " + container.unknown_to);
}

}  // namespace

extern const Rule insight_undeclared_container{
    .summary = "Container that no file declares",
    .what =
        "A container is there that none of the files was written for with which "
        "`boltseal audit --against=FILE` compares: it was started by hand, by another project, or "
        "by somebody else.",
    .why =
        "What nobody declared nobody reviews, updates or backs up. An intruder's container looks "
        "just so.",
    .remedy = "Write it into a file that is under review, or remove it.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"https://attack.mitre.org/techniques/T1610/"},
    .running = check,
};

}  // namespace boltseal
