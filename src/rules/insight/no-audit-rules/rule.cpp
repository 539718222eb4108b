#include <algorithm>
#include <string>
#include <string_view>

#include "model/machine.h"
#include "rules/rule.h"

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

void check_host(const Host& host, Findings& findings) {
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

// "/lib" and "/bin" are links to their namesakes in /usr on every distribution of today.
std::string_view without_usr(std::string_view path) {
  constexpr std::string_view usr = "/usr";
  return path.starts_with("/usr/lib/") || path.starts_with("/usr/bin/") ? path.substr(usr.size())
                                                                        : path;
}

bool covers(const AuditWatch& watch, std::string_view path) {
  std::string_view watched = without_usr(watch.path);
  if (watched.ends_with('/')) watched.remove_suffix(1);
  path = without_usr(path);
  if (path == watched) return true;
  return watch.with_all_below && path.starts_with(watched) &&
         path.substr(watched.size()).starts_with('/');
}

void check_machine(const Machine& machine, Findings& findings) {
  if (!machine.watches) return findings.unknown(Fact::audit_rules);
  std::string unwatched, remedy;
  for (const MachineFile& file : machine.files) {
    const std::string_view item = file.kind->audit_item;
    if (item.empty()) continue;
    const bool is_watched =
        std::any_of(machine.watches->begin(), machine.watches->end(),
                    [&](const AuditWatch& watch) { return covers(watch, file.path); });
    if (is_watched) continue;
    unwatched += (unwatched.empty() ? "" : ", ") + file.path + " (CIS " + std::string(item) + ")";
    remedy += (remedy.empty() ? "" : "; ") + ("-w " + file.path) + " -k docker";
  }
  if (unwatched.empty()) return;
  findings
      .add(machine.site, fact_path(Fact::audit_rules),
           "nothing records who uses and changes " + unwatched)
      .remedy = std::move(remedy);
}

}  // namespace

extern const Rule insight_no_audit_rules{
    .summary = "Nothing audits the engine",
    .what =
        "A first-boot script or cloud-config installs a container engine, but sets no audit rule "
        "for it: neither `auditctl -w` with one of its paths nor a file below `/etc/audit`. "
        "Podman, which has no daemon, is left out. Or the machine that `boltseal audit` looks at "
        "has files of Docker or containerd that no rule of auditd watches (`/etc/audit`; what "
        "`auditctl` told the kernel since is not seen). Strict only, because auditing costs time "
        "and "
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
    .references = {"CIS Docker 1.6.0 1.1.3–1.1.18", "NIST SP 800-190 4.5.2", "auditctl(8)"},
    .host = check_host,
    .machine = check_machine,
};

}  // namespace boltseal
