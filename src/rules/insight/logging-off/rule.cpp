#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Subject& subject, std::string_view whose, Findings& findings) {
  const auto driver = effective(subject, fact::log_driver);
  if (driver->is_unknown()) return findings.unknown(Fact::log_driver);
  if (!driver->is_known()) return;
  switch (driver.value->equals("none")) {
    case Truth::no: return;
    case Truth::unknown: return findings.unknown(Fact::log_driver);
    case Truth::yes: break;
  }
  const Origin site = decisive_site(subject, driver, Fact::log_driver);
  Finding& finding = findings.add(
      site, fact_path(Fact::log_driver),
      "what " + std::string(whose) + " writes is thrown away, because the log driver is \"none\"");
  finding.change = Change{.fact = Fact::log_driver,
                          .element = {},
                          .field = {},
                          .value = std::string("local"),
                          .safety = Safety::safe,
                          .breaks = {},
                          .at = site,
                          .missing = false};
}

void check_engine(const Engine& engine, Findings& findings) {
  check(engine, "every container", findings);
}

void check_workload(const Workload& workload, Findings& findings) {
  // A tool that runs once in the foreground shows its output to whoever started it.
  if (workload.is_job) return;
  check(workload, "the container", findings);
}

}  // namespace

extern const Rule insight_logging_off{
    .summary = "Logging is switched off",
    .what =
        "The log driver is `none`, for one container or in the daemon's configuration for all. "
        "Containers that run once and are removed (`docker run --rm`) are left alone.",
    .why =
        "Without logs nobody notices an attack, and nobody can say afterwards what happened; the "
        "cause of the next outage is lost as well.",
    .remedy =
        "Use a driver that keeps what is written: `local` rotates by itself, `json-file` with "
        "`max-size`, or one that sends logs to another machine.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.13", "NIST SP 800-190 4.4.4",
                   "https://docs.docker.com/engine/logging/configure/"},
    .workload = check_workload,
    .engine = check_engine,
};

}  // namespace boltseal
