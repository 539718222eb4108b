#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto iptables = effective(engine, fact::iptables);
  if (iptables->is_unknown()) return findings.unknown(Fact::iptables);
  if (!iptables->is(false)) return;
  const Origin site = decisive_site(engine, iptables, Fact::iptables);
  Finding& finding =
      findings.add(site, fact_path(Fact::iptables),
                   "the engine sets no packet filter rules, so nothing keeps container networks "
                   "apart");
  finding.change = Change{.fact = Fact::iptables,
                          .element = {},
                          .field = {},
                          .value = true,
                          .safety = Safety::behaviour,
                          .breaks = "packet filter rules that somebody wrote instead",
                          .at = site,
                          .missing = false};
}

}  // namespace

extern const Rule network_iptables_off{
    .summary = "Engine writes no packet filter rules",
    .what =
        "dockerd is started with `--iptables=false`, daemon.json says `\"iptables\": false`, or "
        "Podman's containers.conf `firewall_driver = \"none\"`.",
    .why =
        "The rules that dockerd writes are what separates bridge networks from each other, what "
        "`icc: false` and `internal` rest on, and what lets only published ports in. Without "
        "them, containers reach each other and can often be reached from the host's network "
        "directly.",
    .remedy =
        "Let dockerd write its rules, and put rules of your own into the chain `DOCKER-USER`, "
        "which it leaves alone.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 2.4", "NIST SP 800-190 4.4.2",
                   "https://docs.docker.com/engine/network/packet-filtering-firewalls/"},
    .engine = check,
};

}  // namespace boltseal
