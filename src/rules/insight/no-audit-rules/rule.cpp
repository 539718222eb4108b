#include "rules/rule.h"

#include <algorithm>

namespace boltseal {
namespace {

bool installs_auditd(const Host& host) {
  return std::any_of(host.commands.begin(), host.commands.end(), [](const ShellCommand& command) {
    return std::any_of(command.words.begin(), command.words.end(), [](const Item& word) {
      return word.text.equals("auditd") == Truth::yes || word.text.equals("audit") == Truth::yes;
    });
  });
}

// "/usr/bin/dockerd", "/var/lib/containerd"; what a whole file of rules watches is not read.
bool may_watch_engine(const Item& rule) {
  const std::string& path = rule.text.bytes();
  return !rule.text.is_known() || path.find("docker") != std::string::npos ||
         path.find("containerd") != std::string::npos || path.find("podman") != std::string::npos ||
         path.starts_with("/etc/audit");
}

void check(const Host& host, Findings& findings) {
  const auto engine = effective(host, fact::engine_install);
  if (!engine->is_known()) return;
  // Without a daemon there is no root that others command.
  if (engine.value->bytes().find("podman") != std::string::npos) return;
  const auto rules = effective(host, fact::audit_rules);
  if (rules->is_known() &&
      std::any_of(rules.value->begin(), rules.value->end(), may_watch_engine)) {
    return;
  }
  if (may_have_more(host, Fact::audit_rules) != nullptr) {
    return findings.unknown(Fact::audit_rules);
  }
  findings.add(engine->origin(), fact_path(Fact::audit_rules),
               installs_auditd(host)
                   ? "auditd is set up, but told nothing of the engine's files and commands"
                   : "nothing records who uses the engine and changes its files: no audit rules "
                     "are set");
}

}  // namespace

extern const Rule insight_no_audit_rules{
    .summary = "Nothing audits the engine",
    .what =
        "A first-boot script or cloud-config installs a container engine, but sets no audit rule "
        "for it: neither `auditctl -w` with one of its paths nor a file below `/etc/audit`. "
        "Podman, which has no daemon, is left out. Strict only, because auditing costs time and "
        "somebody has to read it.",
    .why =
        "Whoever may talk to the engine is root, and the engine's own log does not say which user "
        "it was. The kernel's audit does: who started dockerd, changed daemon.json, or reached "
        "into `/var/lib/docker`.",
    .remedy =
        "Install `auditd` and watch the engine: `-w /usr/bin/dockerd -k docker`, `-w /etc/docker "
        "-k docker`, `-w /var/lib/docker -k docker`, `-w /run/docker.sock -k docker` in "
        "`/etc/audit/rules.d/docker.rules`.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 1.1.3", "CIS Docker 1.6.0 1.1.5", "NIST SP 800-190 4.5.2",
                   "auditctl(8)"},
    .host = check,
};

}  // namespace boltseal
