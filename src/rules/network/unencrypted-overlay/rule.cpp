#include "rules/rule.h"
#include "model/machine.h"

namespace boltseal {
namespace {

std::string said_of(const std::string& name) {
  return "what is sent through the overlay network " + name +
         " crosses between the hosts in the clear";
}

void check_project(const Project& project, Findings& findings) {
  for (const Network& network : project.networks) {
    if (network.driver.equals("overlay") != Truth::yes) continue;
    if (network.encrypted.is_unknown()) {
      findings.unknown(Fact::networks);
      continue;
    }
    if (network.encrypted.is(true)) continue;
    Finding& finding =
        findings.add(network.encrypted.is_known() ? network.encrypted.origin() : network.site,
                     fact_path(Fact::networks, network.name, "encrypted"), said_of(network.name));
    finding.subjects = {"network " + network.name};
  }
}

void check_machine(const Machine& machine, Findings& findings) {
  for (const MachineEngine& engine : machine.engines) {
    for (const EngineNetwork& network : engine.networks) {
      if (network.driver != "overlay" || network.is_encrypted) continue;
      findings
          .add(network.origin, fact_path(Fact::networks, network.name, "encrypted"),
               said_of(network.name))
          .subjects = {"network " + network.name};
    }
  }
}

}  // namespace

extern const Rule network_unencrypted_overlay{
    .summary = "Overlay network is not encrypted",
    .what =
        "A network of the driver `overlay` is created without the option `encrypted`, in a Compose "
        "file or with `docker network create`, or is there when `boltseal audit` asks the engine "
        "(`ingress`, which every Swarm has, among them). Strict only, because encryption costs "
        "speed, and "
        "where all hosts stand on a network of their own many do without.",
    .why =
        "An overlay network is a tunnel (VXLAN) without any secret. Whoever is in the hosts' "
        "network reads along, and can send packets into it as if he were a container.",
    .remedy =
        "Create it with `--opt encrypted`; in a Compose file `driver_opts: {encrypted: \"true\"}`. "
        "Otherwise let every connection inside use TLS.",
    .severity = Severity::medium,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 7.3", "NIST SP 800-190 4.3.3",
                   "https://docs.docker.com/engine/network/drivers/overlay/"},
    .project = check_project,
    .machine = check_machine,
};

}  // namespace boltseal
