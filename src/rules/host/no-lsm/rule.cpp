#include <algorithm>
#include <array>
#include <string_view>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// Those that bound what a program may do by a policy of its own.
constexpr std::array<std::string_view, 4> guards = {"apparmor", "selinux", "smack", "tomoyo"};

void check(const Machine& machine, Findings& findings) {
  if (!machine.security_modules) return;
  const bool is_guarded = std::ranges::any_of(*machine.security_modules, [](const auto& module) {
    return std::ranges::find(guards, std::string_view(module)) != guards.end();
  });
  if (is_guarded) return;
  findings.add(machine.site, "security_modules",
               "neither AppArmor nor SELinux guards the host from its containers");
}

}  // namespace

extern const Rule host_no_lsm{
    .summary = "Neither AppArmor nor SELinux is on",
    .what =
        "The kernel of this machine has no security module that confines programs by a policy: "
        "AppArmor, SELinux, Smack or TOMOYO. Speaks in `boltseal audit`.",
    .why =
        "The engines' profiles are then not applied, whatever containers are configured with. A "
        "process that leaves its container, or gets a file of the host through a bug of the "
        "runtime, meets nothing that stops it.",
    .remedy =
        "Use your distribution's: `apparmor=1 security=apparmor` on the kernel's command line "
        "(Debian, Ubuntu, SUSE), `SELINUX=enforcing` in `/etc/selinux/config` (Fedora, RHEL); then "
        "reboot.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.2", "CIS Docker 1.6.0 5.3", "NIST SP 800-190 4.4.3",
                   "https://docs.docker.com/engine/security/apparmor/"},
    .machine = check,
};

}  // namespace boltseal
