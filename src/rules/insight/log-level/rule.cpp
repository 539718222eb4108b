#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "rules/rule.h"

namespace boltseal {
namespace {

constexpr std::array<std::string_view, 3> quiet = {"warn", "error", "fatal"};

void check(const Engine& engine, Findings& findings) {
  const auto level = effective(engine, fact::log_level);
  if (level->is_unknown()) return findings.unknown(Fact::log_level);
  if (!level->is_known()) return;
  if (!level.value->is_known()) return findings.unknown(Fact::log_level);
  const std::string& name = level.value->bytes();
  const bool is_quiet = std::ranges::find(quiet, name) != quiet.end();
  if (!is_quiet && name != "debug" && name != "trace") return;
  const Origin site = decisive_site(engine, level, Fact::log_level);
  Finding& finding = findings.add(
      site, fact_path(Fact::log_level),
      is_quiet ? "the engine does not record what it is told to do, because its log level is \"" +
                     name + "\""
               : "the engine's log holds requests with what they carry, because its log level is "
                 "\"" +
                     name + "\"");
  finding.change = Change{.fact = Fact::log_level,
                          .value = std::string("info"),
                          .safety = Safety::safe,
                          .breaks = {},
                          .at = site,
                          .missing = false};
}

}  // namespace

extern const Rule insight_log_level{
    .summary = "The engine's log level is not info",
    .what =
        "Docker, containerd or CRI-O is configured here, or runs here, with a log level of `warn` "
        "and "
        "above, or of `debug` (also by `debug: true` where it runs).",
    .why =
        "Above `info` nobody sees afterwards what the engine did and why something failed; with "
        "`debug` its log fills the disk and holds what requests carry, environment variables "
        "among it.",
    .remedy = "Set `\"log-level\": \"info\"` in daemon.json, or leave it out.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.3", "https://docs.docker.com/engine/daemon/logs/"},
    .engine = check,
};

}  // namespace boltseal
