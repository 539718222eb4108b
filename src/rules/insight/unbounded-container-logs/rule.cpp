#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  // An image alone is not started by anybody here; a tool that runs once writes little.
  if (workload.is_image || workload.is_job || workload.is_init) return;
  const auto driver = effective(workload, fact::log_driver);
  if (driver->is_unknown()) return findings.unknown(Fact::log_driver);
  // A driver that somebody chose is looked at by insight/unbounded-logs.
  if (!driver->is_known() || driver.level != nullptr || !driver->is(Text("json-file"))) return;
  const auto options = effective(workload, fact::log_options);
  if (options->is_unknown()) return findings.unknown(Fact::log_options);
  if (options->is_known()) {
    for (const Setting& option : *options) {
      if (option.name == "max-size") return;
    }
  }
  const Origin site = site_of_absent(workload, Fact::log_options);
  Finding& finding = findings.add(
      site, fact_path(Fact::log_options, "max-size"),
      "its logs grow until the disk is full, because nothing bounds Docker's json-file "
      "log");
  finding.change = Change{.fact = Fact::log_options,
                          .element = "max-size",
                          .value = std::string("10m"),
                          .safety = Safety::behaviour,
                          .breaks = "lines of its log older than the last 10 MB",
                          .at = site,
                          .missing = true};
}

}  // namespace

extern const Rule insight_unbounded_container_logs{
    .summary = "Container's logs have no bound",
    .what =
        "The container runs on Docker and says nothing about logging, so the engine's default "
        "`json-file` applies, which never rotates. Many leave this to the daemon's configuration, "
        "which cannot be seen from here.",
    .why =
        "A container that writes without end, on its own or because somebody makes it, fills the "
        "host's disk and stops every other container.",
    .remedy =
        "Bound logs for all containers in daemon.json (`\"log-opts\": {\"max-size\": \"10m\"}`), "
        "or "
        "for this one with `logging:` in Compose or `--log-opt max-size=10m`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 2.13",
                   "https://docs.docker.com/engine/logging/drivers/json-file/"},
    .workload = check,
};

}  // namespace boltseal
