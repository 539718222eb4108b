#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.is_image || workload.platform != Platform::docker) return;
  const Gathered<Item> links = gather(workload, fact::links);
  if (links.empty()) return;
  const auto mode = effective(workload, fact::network_mode);
  if (mode->is_unknown()) return findings.unknown(Fact::network_mode);
  if (!mode->is_known()) return;
  // In a network that a user made, a link is only another name; Compose makes one by itself.
  const bool is_compose = workload.levels.back().kind == LevelKind::service;
  if (mode.level == nullptr && is_compose) return;
  if (mode.value->equals("bridge") != Truth::yes && mode.value->equals("default") != Truth::yes) {
    return;
  }
  const Item& link = links.front();
  const std::string whom = link.text.bytes().substr(0, link.text.bytes().find(':'));
  findings.add(link.origin, fact_path(Fact::links, whom),
               "is given every environment variable of " + whom + " by the link to it");
}

}  // namespace

extern const Rule network_legacy_links{
    .summary = "Containers are tied by legacy links",
    .what =
        "A container on the default bridge links to another one (`--link`, or `links` beside "
        "`network_mode: bridge`). In a network that Compose or a user made, a link is only "
        "another name and not reported.",
    .why =
        "Links are deprecated since 2015. A linked container is given all environment variables of "
        "the other one, its passwords with them, and loses its way to it when the other one is "
        "replaced; and both stay on the bridge that they share with everybody.",
    .remedy =
        "Create a network (`docker network create app`), start both with `--network app`, and "
        "reach the other one by its name.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.30", "https://docs.docker.com/engine/network/links/",
                   "NIST SP 800-190 4.4.2"},
    .workload = check,
};

}  // namespace boltseal
