#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto proxy = effective(engine, fact::userland_proxy);
  if (proxy->is_unknown()) return findings.unknown(Fact::userland_proxy);
  if (!proxy->is(true)) return;
  // A rootless engine forwards ports by a program of its own anyway.
  if (effective(engine, fact::rootless)->is(true)) return;
  const bool stated = proxy.level != nullptr;
  const Origin site = decisive_site(engine, proxy, Fact::userland_proxy);
  Finding& finding =
      findings.add(site, fact_path(Fact::userland_proxy),
                   stated ? "a process of root forwards each published port, because "
                            "userland-proxy is switched on"
                          : "a process of root forwards each published port, because "
                            "userland-proxy is not switched off");
  finding.change = Change{.fact = Fact::userland_proxy,
                          .value = false,
                          .safety = Safety::behaviour,
                          .breaks =
                              "connections to published ports over the IPv6 loopback, and hosts "
                              "whose kernel cannot do hairpin NAT",
                          .at = site,
                          .missing = !stated};
}

}  // namespace

extern const Rule network_userland_proxy{
    .summary = "Published ports are forwarded by a process of root",
    .what =
        "The Docker daemon is configured here, or runs here, with `userland-proxy` on or left at "
        "its default, which is on: one `docker-proxy` for each published port. Strict only, "
        "because some setups of IPv6 and of the loopback need it.",
    .why =
        "Each proxy is one more process of root that reads what strangers send, hides their "
        "addresses from the container, and takes the port even where packet filters say no. The "
        "kernel forwards by itself.",
    .remedy = "Set `\"userland-proxy\": false` in daemon.json and restart the daemon.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 2.16",
                   "https://docs.docker.com/engine/network/packet-filtering-firewalls/"},
    .engine = check,
};

}  // namespace boltseal
