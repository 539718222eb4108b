#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto guarded = effective(engine, fact::no_new_privileges);
  if (guarded->is_unknown()) return findings.unknown(Fact::no_new_privileges);
  if (!guarded->is(false)) return;
  const bool stated = guarded.level != nullptr;
  const Origin site = decisive_site(engine, guarded, Fact::no_new_privileges);
  Finding& finding = findings.add(
      site, fact_path(Fact::no_new_privileges),
      stated ? "containers may gain privileges, because no-new-privileges is switched off"
             : "containers may gain privileges, because the engine does not set "
               "no-new-privileges for them");
  finding.change = Change{.fact = Fact::no_new_privileges,
                          .element = {},
                          .field = {},
                          .value = true,
                          .safety = Safety::behaviour,
                          .breaks =
                              "programs that gain rights when they start: sudo, su, ping "
                              "with file capabilities",
                          .at = site,
                          .missing = !stated};
}

}  // namespace

extern const Rule host_privilege_gain{
    .summary = "Daemon lets containers gain privileges",
    .what =
        "The Docker daemon is configured here without `no-new-privileges`, or Podman without "
        "`no_new_privileges` in containers.conf. The option is only the "
        "default for containers that do not say otherwise, so the severity is low; what single "
        "containers say has a rule of its own.",
    .why =
        "Without it a set-uid program that is left in any image (`su`, `mount`, an old `sudo`) "
        "turns an ordinary user inside the container into root, who is the better attacker of the "
        "kernel.",
    .remedy =
        "Set `\"no-new-privileges\": true` in daemon.json (or `--no-new-privileges`); containers "
        "that need set-uid programs can be started with `--security-opt no-new-privileges=false`.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.14", "NIST SP 800-190 4.4.3",
                   "https://docs.kernel.org/userspace-api/no_new_privs.html"},
    .engine = check,
};

}  // namespace boltseal
