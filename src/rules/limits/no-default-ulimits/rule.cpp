#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto limits = effective(engine, fact::default_ulimits);
  if (limits->is_unknown()) return findings.unknown(Fact::default_ulimits);
  if (!limits->is_absent()) return;
  const Origin site = site_of_absent(engine, Fact::default_ulimits);
  Finding& finding = findings.add(
      site, fact_path(Fact::default_ulimits),
      "containers inherit the engine's own limits, because default-ulimits is not set");
  finding.change = Change{.fact = Fact::default_ulimits,
                          .element = "nofile",
                          .value = std::string("65536"),
                          .safety = Safety::guess,
                          .breaks = "containers that open more than 65536 files",
                          .touches = {Fact::open_files_limit},  // of every container
                          .at = site,
                          .missing = true};
}

}  // namespace

extern const Rule limits_no_default_ulimits{
    .summary = "Daemon sets no limits for containers",
    .what =
        "The Docker daemon is configured here without `default-ulimits`. Containers can still set "
        "limits of their own.",
    .why =
        "dockerd itself runs with a very high or no limit of open files and processes, and hands "
        "it on. One container can then use up the file handles of the whole host; some programs "
        "even become slow, because they loop over every handle that they could have.",
    .remedy =
        "Set `default-ulimits` in daemon.json, at least `nofile`, and raise it for the containers "
        "that need more.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 2.8", "CIS Docker 1.6.0 5.19", "NIST SP 800-190 4.4.3"},
    .engine = check,
};

}  // namespace boltseal
