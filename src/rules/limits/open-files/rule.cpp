#include "rules/rule.h"

namespace boltseal {
namespace {

// Podman gives each container a limit of its own (containers.conf, default_ulimits), and a manifest
// has no word for it.
bool inherits_the_daemons(Platform platform) {
  return platform == Platform::docker || platform == Platform::nerdctl;
}

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || workload.is_job || workload.windows) return;
  if (!inherits_the_daemons(workload.platform)) return;
  const auto limit = effective(workload, fact::open_files_limit);
  if (limit->is_unknown()) return findings.unknown(Fact::open_files_limit);
  if (limit->is_known() && *limit.value >= 0) return;
  const bool stated = limit->is_known();
  const Origin site = stated ? decisive_site(workload, limit, Fact::open_files_limit)
                             : site_of_absent(workload, Fact::open_files_limit);
  Finding& finding =
      findings.add(site, fact_path(Fact::open_files_limit),
                   stated ? "may open files without any limit"
                          : "may open as many files as the daemon itself, because it has no limit "
                            "of its own");
  finding.change = Change{.fact = Fact::open_files_limit,
                          .element = {},
                          .field = {},
                          .value = std::int64_t{65536},
                          .safety = Safety::guess,
                          .breaks = "a program that opens more than 65536 files",
                          .at = site,
                          .missing = !stated};
}

}  // namespace

extern const Rule limits_open_files{
    .summary = "Open files are not limited",
    .what =
        "A container of Docker or nerdctl that keeps running has no `nofile` limit (`ulimits`, "
        "`--ulimit nofile=…`), or says -1. Podman has a default of its own and manifests of "
        "Kubernetes have no word for it. Strict only, because one setting of the daemon "
        "(`limits/no-default-ulimits`) does the same for all.",
    .why =
        "The container inherits the daemon's limit, which packages set to infinity. One that leaks "
        "connections then uses up the file handles of the whole host, and programs that loop over "
        "every possible handle need minutes to start.",
    .remedy =
        "State what the program needs: `ulimits: {nofile: {soft: 4096, hard: 65536}}`, or set "
        "`default-ulimits` in daemon.json.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.19", "NIST SP 800-190 4.4.3",
                   "https://docs.docker.com/reference/cli/docker/container/run/#ulimit"},
    .workload = check,
};

}  // namespace boltseal
