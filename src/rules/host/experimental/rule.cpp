#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto experimental = effective(engine, fact::experimental);
  if (experimental->is_unknown()) return findings.unknown(Fact::experimental);
  if (!experimental->is(true)) return;
  const Origin site = decisive_site(engine, experimental, Fact::experimental);
  Finding& finding = findings.add(site, fact_path(Fact::experimental),
                                  "features are switched on that are neither finished nor "
                                  "reviewed");
  finding.change = Change{.fact = Fact::experimental,
                          .element = {},
                          .field = {},
                          .value = false,
                          .safety = Safety::behaviour,
                          .breaks = "what uses an experimental feature: checkpoints, some metrics",
                          .at = site,
                          .missing = false};
}

}  // namespace

extern const Rule host_experimental{
    .summary = "Daemon runs with experimental features",
    .what = "The Docker daemon is configured with `experimental: true` (or `--experimental`).",
    .why =
        "Experimental features come without the promise that they stay, and had less review than "
        "the rest. A daemon that runs as root on a host with other people's containers is no place "
        "for them.",
    .remedy = "Remove the option; `docker buildx`, squashing and the like do not need it any more.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.18", "https://docs.docker.com/reference/cli/dockerd/"},
    .engine = check,
};

}  // namespace boltseal
