#include "rules/rule.h"

#include <algorithm>

namespace boltseal {
namespace {

bool sets_up_rootless(const Host& host) {
  return std::any_of(host.commands.begin(), host.commands.end(), [](const ShellCommand& command) {
    return std::any_of(command.words.begin(), command.words.end(), [](const Item& word) {
      return word.text.bytes().find("rootless") != std::string::npos;
    });
  });
}

void check_host(const Host& host, Findings& findings) {
  const auto engine = effective(host, fact::engine_install);
  if (!engine->is_known() || !engine.value->is_known()) return;
  // Podman runs as whoever calls it; containerd alone and CRI-O serve an orchestrator.
  const std::string& name = engine.value->bytes();
  if (name.find("docker") == std::string::npos && name.find("moby") == std::string::npos) return;
  if (sets_up_rootless(host)) return;
  if (may_have_more(host, Fact::engine_install) != nullptr) {
    return findings.unknown(Fact::engine_install);
  }
  findings.add(engine->origin(), fact_path(Fact::engine_install),
               "the engine runs as root: nothing sets up its rootless mode");
}

// What an engine that runs says of itself; a daemon.json does not know who will read it.
void check_engine(const Engine& engine, Findings& findings) {
  const auto rootless = effective(engine, fact::rootless);
  if (!rootless->is(false) || rootless.level == nullptr) return;
  findings.add(rootless->origin(), fact_path(Fact::rootless), "the engine runs as root");
}

}  // namespace

extern const Rule user_rootful_engine{
    .summary = "Engine runs as root",
    .what =
        "A first-boot script or cloud-config installs Docker and does not set up its rootless mode "
        "(`dockerd-rootless-setuptool.sh`, `docker-ce-rootless-extras`, "
        "`get.docker.com/rootless`); or an engine says of itself that it is not rootless. "
        "A hint, in the strict profile only: rootless engines do without some networks, storage "
        "drivers and low ports.",
    .why =
        "The daemon is the largest program that runs as root on such a host, it reads images and "
        "requests from outside, and whoever leads it astray owns the machine. In rootless mode "
        "daemon and containers are an ordinary user's.",
    .remedy =
        "Install `docker-ce-rootless-extras` and run `dockerd-rootless-setuptool.sh install` as "
        "the user who owns the containers, or use Podman as that user.",
    .severity = Severity::info,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 2.1", "https://docs.docker.com/engine/security/rootless/",
                   "NIST SP 800-190 4.5.1"},
    .engine = check_engine,
    .host = check_host,
};

}  // namespace boltseal
