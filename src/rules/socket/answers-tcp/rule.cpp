#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  for (const EngineListener& listener : machine.listeners) {
    if (listener.answer == EngineListener::Answer::unknown) continue;
    const bool is_plain = listener.answer == EngineListener::Answer::plain;
    const std::string port = std::to_string(listener.port);
    std::string says = listener.program + " took a command on port " + port +
                       " from somebody who showed no certificate";
    says += is_plain ? ", without encryption" : ", over TLS";
    says += listener.is_local ? ": whoever runs code on this machine is root"
                              : ": whoever reaches the port is root on this machine";
    Finding& finding = findings.add(listener.site, "listeners[" + port + "]", std::move(says));
    if (listener.is_local) finding.severity = Severity::high;
  }
}

}  // namespace

extern const Rule socket_answers_tcp{
    .summary = "The engine takes commands from everybody over TCP",
    .what =
        "A process of an engine on this machine waits for others on a TCP port, and when `boltseal "
        "audit` connected to it from here, without a certificate, it told its version: it would "
        "have told everything and done anything. What is configured does not count, only what was "
        "answered. A port bound to the loopback is `high` instead of `critical`.",
    .why =
        "Port 2375 is searched for on the whole Internet all day, and a machine that answers there "
        "mines coins within hours. Inside, every container and every process of every user reaches "
        "it, so each of them is root.",
    .remedy =
        "Take the TCP address out of `hosts` and `-H`; use `ssh://` from afar "
        "(`DOCKER_HOST=ssh://host`). Where TCP must be, set `tlsverify` with an authority of your "
        "own.",
    .severity = Severity::critical,
    .profile = Profile::minimal,
    .references = {"CIS Docker 1.6.0 2.7", "NIST SP 800-190 4.5.4", "CWE-306",
                   "https://docs.docker.com/engine/security/protect-access/"},
    .machine = check,
};

}  // namespace boltseal
