#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  if (!applies(engine.platform, LevelKind::daemon, Fact::userns_remap)) return;
  const auto remap = effective(engine, fact::userns_remap);
  if (remap->is_unknown()) return findings.unknown(Fact::userns_remap);
  // An engine that has its mapping elsewhere states an empty one.
  const bool is_absent = remap->is_absent();
  if (!is_absent && !remap.value->empty()) return;
  const Origin site = site_of_absent(engine, Fact::userns_remap);
  Finding& finding = findings.add(
      site, fact_path(Fact::userns_remap),
      is_absent ? "root in a container is root on the host, because userns-remap is not set"
                : "root in a new container is root on the host, because no users are mapped");
  finding.change = Change{.fact = Fact::userns_remap,
                          .element = {},
                          .field = {},
                          .value = std::string("default"),
                          .safety = Safety::behaviour,
                          .breaks =
                              "images and volumes have to be set up anew; host namespaces "
                              "and files that only root of the host may touch",
                          .at = site,
                          .missing = true};
}

}  // namespace

extern const Rule host_no_userns_remap{
    .summary = "Daemon does not map users",
    .what =
        "The Docker daemon is configured here without `userns-remap`, or LXC's defaults for new "
        "containers (`lxc/default.conf`) are without `lxc.idmap`. Rootless engines have no "
        "need of it; whether an engine is one cannot be seen in this file.",
    .why =
        "Without a user namespace uid 0 in the container is uid 0 in the kernel. With one, a "
        "process that breaks out of its container finds itself as a user with no rights.",
    .remedy =
        "Set `\"userns-remap\": \"default\"` on new hosts. The engine then uses another folder for "
        "its data, so existing images, containers and volumes have to be moved.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 2.9", "NIST SP 800-190 4.4.3",
                   "https://docs.docker.com/engine/security/userns-remap/"},
    .engine = check,
};

}  // namespace boltseal
