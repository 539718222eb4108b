#include <string>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Machine& machine, Findings& findings) {
  for (const MachineSetting& each : machine.settings) {
    const KernelSetting& setting = *each.setting;
    if (each.value >= setting.least && each.value <= setting.most) continue;
    const std::string name(setting.name);
    findings
        .add(each.site, "sysctls[" + name + "]",
             name + " is " + std::to_string(each.value) + ", so that " + std::string(setting.why))
        .remedy = name + " = " + std::to_string(setting.least) +
                  " in /etc/sysctl.d/90-hardening.conf, then sysctl --system";
  }
}

}  // namespace

extern const Rule host_kernel_settings{
    .summary = "A setting of the kernel helps whoever breaks out",
    .what =
        "On this machine, a setting of the kernel (sysctl) that decides what users and containers "
        "learn of the host and may do to it is weaker than it should be: "
        "`kernel.dmesg_restrict`, `kernel.kptr_restrict`, `kernel.unprivileged_bpf_disabled`, "
        "`kernel.yama.ptrace_scope`, `kernel.randomize_va_space`, `kernel.perf_event_paranoid`, "
        "`fs.protected_symlinks`, `fs.protected_hardlinks`, `fs.suid_dumpable`, redirects, source "
        "routes and SYN cookies. What every container has for itself is not looked at. Speaks in "
        "`boltseal audit`.",
    .why =
        "All containers share the host's kernel. What it tells to everybody is what an exploit "
        "needs to know, and what it lets everybody do is where the next one begins.",
    .remedy =
        "Write the setting into a file in `/etc/sysctl.d` and load it with `sysctl --system`.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 1.2.1", "NIST SP 800-190 4.5.1",
                   "https://docs.kernel.org/admin-guide/sysctl/kernel.html"},
    .machine = check,
};

}  // namespace boltseal
