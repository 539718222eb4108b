#include "rules/rule.h"

namespace boltseal {
namespace {

/// Whether `options` bound the log: yes, no, or it cannot be seen.
Truth has_bound(const Value<Settings>& options) {
  if (options.is_unknown()) return Truth::unknown;
  if (!options.is_known()) return Truth::no;
  for (const Setting& option : *options) {
    // "-1" is the documented way to say "no limit".
    if (option.name == "max-size")
      return option.value.equals("-1") == Truth::yes ? Truth::no : Truth::yes;
  }
  return Truth::no;
}

void check(const Subject& subject, bool driver_counts_when_unstated, Findings& findings) {
  const auto driver = effective(subject, fact::log_driver);
  if (driver->is_unknown()) return findings.unknown(Fact::log_driver);
  if (!driver->is_known()) return;
  const bool stated = driver.level != nullptr;
  if (!stated && !driver_counts_when_unstated) return;
  if (!driver.value->is_known()) return findings.unknown(Fact::log_driver);
  const std::string& name = driver.value->bytes();
  if (name != "json-file" && name != "k8s-file") return;
  const auto options = effective(subject, fact::log_options);
  switch (has_bound(options.value)) {
    case Truth::yes: return;
    case Truth::unknown: return findings.unknown(Fact::log_options);
    case Truth::no: break;
  }
  // The options that lack the bound, else the driver's name, else where both are missing.
  const Origin site = options->is_known() ? decisive_site(subject, options, Fact::log_options)
                                          : decisive_site(subject, driver, Fact::log_options);
  Finding& finding =
      findings.add(site, fact_path(Fact::log_options, "max-size"),
                   "logs grow until the disk is full, because " + name + " has no max-size");
  const bool is_engine = subject.levels.back().kind == LevelKind::daemon;
  if (!is_engine) return;
  finding.change = Change{.fact = Fact::log_options,
                          .element = "max-size",
                          .field = {},
                          .value = std::string("10m"),
                          .safety = Safety::guess,
                          .breaks = "old log lines are dropped",
                          .at = subject.site(),
                          .missing = true};
}

void check_engine(const Engine& engine, Findings& findings) { check(engine, true, findings); }

void check_workload(const Workload& workload, Findings& findings) {
  if (workload.is_job) return;
  check(workload, false, findings);
}

}  // namespace

extern const Rule insight_unbounded_logs{
    .summary = "Logs are configured without a bound",
    .what =
        "The daemon is configured here, or a container names the `json-file` driver (Podman: "
        "`k8s-file`) itself, and nobody sets `max-size`. Containers that say nothing about logging "
        "are looked at by "
        "`insight/unbounded-container-logs`. Other drivers rotate by themselves or write to where "
        "others do.",
    .why =
        "`json-file` never deletes anything. A talkative or attacked container fills the disk of "
        "the host, and then every container on it fails, and the traces of the attack with it.",
    .remedy =
        "Set `max-size` (and `max-file`) in `log-opts`, or use the driver `local`, which keeps 100 "
        "MB for each container.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.13", "NIST SP 800-190 4.4.3",
                   "https://docs.docker.com/engine/logging/drivers/json-file/"},
    .workload = check_workload,
    .engine = check_engine,
};

}  // namespace boltseal
