#include "rules/rule.h"
#include "model/host_device.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.windows || effective(workload, fact::privileged)->is(true)) return;
  for (const Item& device : gather(workload, fact::devices)) {
    const Text host = device.text.substr(0, device.text.find(':'));
    // What bears no path is no file of the host's /dev: a CDI name ("nvidia.com/gpu=all").
    if (!host.is_known() || !host.bytes().starts_with('/')) continue;
    if (!host_behind_device(device.text).empty()) continue;
    findings.add(device.origin, fact_path(Fact::devices, host.bytes()),
                 "is given the host's device " + host.bytes());
  }
  for (const Item& rule : gather(workload, fact::device_cgroup_rules)) {
    if (!rule.text.is_known() || !host_behind_device_rule(rule.text).empty()) continue;
    findings.add(rule.origin, fact_path(Fact::device_cgroup_rules, rule.text.bytes()),
                 "may use devices of the host by the rule \"" + rule.text.bytes() + "\"");
  }
}

}  // namespace

extern const Rule privilege_device{
    .summary = "A device of the host is given to the container",
    .what =
        "Any other device of the host than those of `privilege/dangerous-device` is passed on: a "
        "terminal, a GPU, `/dev/kvm`, `/dev/fuse`, `/dev/net/tun`, or a device rule for some of "
        "them. Strict only, because such a container is usually made for its device.",
    .why =
        "The driver behind a device is kernel code, written for one trusted program and not for an "
        "attacker, and it bypasses the container's other bounds: a GPU's driver maps memory, "
        "`/dev/kvm` starts machines, `/dev/fuse` lets users mount.",
    .remedy =
        "Pass only the devices that the program opens, with the access that it needs (`:r` in "
        "place of `:rwm`), and state in an allowance why.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.18", "NIST SP 800-190 4.4.3"},
    .workload = check,
};

}  // namespace boltseal
