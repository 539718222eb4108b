#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Engine& engine, Findings& findings) {
  const auto sockets = effective(engine, fact::open_sockets);
  if (!sockets->is_known()) return;  // nobody is expected to state it
  for (const Item& socket : *sockets) {
    findings.add(socket.origin, fact_path(Fact::open_sockets, socket.text.bytes()),
                 "every user of the host may use the engine's socket " + socket.text.bytes() +
                     ", which makes each of them root");
  }
}

}  // namespace

extern const Rule socket_world_writable{
    .summary = "Every user may write to the engine's socket",
    .what =
        "A script lets everybody write to the socket of Docker, Podman or containerd (`chmod 666 "
        "/var/run/docker.sock`, `chmod o+w`, `chmod 777`), or a unit of systemd does "
        "(`SocketMode=0666`).",
    .why =
        "Who may write to the socket starts a container with the host's root folder in it. With "
        "this mode that is every account and every service of the machine, also the web server "
        "that was just taken over, and nothing logs who it was.",
    .remedy =
        "Leave the mode at 0660. Let people use `sudo docker`, rootless Docker or Podman; on a CI "
        "machine, put the one account that builds into the socket's group.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 3.16", "NIST SP 800-190 4.4.3",
                   "https://docs.docker.com/engine/security/#docker-daemon-attack-surface"},
    .engine = check,
};

}  // namespace boltseal
