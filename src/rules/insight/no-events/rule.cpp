#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto log = effective(engine, fact::event_log);
  if (!log->is(Text("none"))) return;
  const Origin site = decisive_site(engine, log, Fact::event_log);
  Finding& finding =
      findings.add(site, fact_path(Fact::event_log),
                   "nothing records which containers were made, started and removed");
  finding.change =
      Change{.op = Change::Op::remove, .fact = Fact::event_log, .safety = Safety::safe, .at = site};
}

}  // namespace

extern const Rule insight_no_events{
    .summary = "The engine records no events",
    .what = "containers.conf of Podman says `events_logger = \"none\"`.",
    .why =
        "Podman has no daemon with a log of its own: its events are the only record of who pulled, "
        "started and removed what. Without them nobody can say afterwards what ran.",
    .remedy = "Remove the line: journald, or a file where there is none, is the default.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"NIST SP 800-190 4.4.4", "containers.conf(5)"},
    .engine = check,
};

}  // namespace boltseal
