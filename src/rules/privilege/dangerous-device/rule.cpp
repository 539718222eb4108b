#include "rules/rule.h"
#include "model/host_device.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  if (workload.windows || effective(workload, fact::privileged)->is(true)) return;
  for (const Item& device : gather(workload, fact::devices)) {
    const std::string_view gives = host_behind_device(device.text);
    const Text host = device.text.substr(0, device.text.find(':'));
    if (!gives.empty()) {
      findings.add(device.origin, fact_path(Fact::devices, host.bytes()),
                   "is given " + std::string(gives) + ": " + host.bytes());
    } else if (!host.is_known()) {
      findings.unknown(Fact::devices);
    }
  }
  for (const Item& rule : gather(workload, fact::device_cgroup_rules)) {
    const std::string_view gives = host_behind_device_rule(rule.text);
    if (!gives.empty()) {
      findings.add(rule.origin, fact_path(Fact::device_cgroup_rules, rule.text.bytes()),
                   "may make and use " + std::string(gives) + ", because of the device rule \"" +
                       rule.text.bytes() + "\"");
    } else if (!rule.text.is_known()) {
      findings.unknown(Fact::device_cgroup_rules);
    }
  }
}

}  // namespace

extern const Rule privilege_dangerous_device{
    .summary = "A disk or the memory of the host is given to the container",
    .what =
        "A device is passed on with which the host can be read or changed past all of its file "
        "permissions: disks and partitions, device mapper, loop devices, `/dev/mem`, `/dev/kmsg`, "
        "or `/dev` as a whole; or a device rule (`device_cgroup_rules`) allows all devices or "
        "disks. Terminals, GPUs, sound, `/dev/kvm` and the like belong to `privilege/device`, "
        "privileged containers to `privilege/privileged`.",
    .why =
        "Who can write to the disk under the host's file system rewrites `/etc/shadow` or any "
        "program without a permission check, and who can read it has every secret. A device rule "
        "for `*:*` is the same with one `mknod` in between.",
    .remedy =
        "Mount the file system on the host and give the container a folder of it. Where a "
        "program must have the raw device (a storage daemon), pass just that one partition, and "
        "run it on a machine that does nothing else.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.18", "NIST SP 800-190 4.4.3",
                   "https://docs.docker.com/reference/cli/docker/container/run/#device"},
    .workload = check,
};

}  // namespace boltseal
