#include "rules/rule.h"
#include "model/host_path.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  for (const Mount& mount : gather(workload, fact::mounts)) {
    if (mount.kind != MountKind::bind) continue;
    const HostPath host = classify_host_path(mount.source);
    if (host.kind == HostPathKind::unknown) findings.unknown(Fact::mounts);
    if (host.kind != HostPathKind::sensitive) continue;
    if (!host.discloses) {
      if (mount.read_only.is(true)) continue;
      if (mount.read_only.is_unknown()) {
        findings.unknown(Fact::mounts);
        continue;
      }
    }
    const std::string& target = mount.target.bytes();
    const bool is_writable = !mount.read_only.is(true) && !mount.read_only.is_unknown();
    Finding& finding =
        findings.add(mount.origin, fact_path(Fact::mounts, target),
                     "the container may " + std::string(is_writable ? "write " : "read ") +
                         std::string(host.holds) + ", because " + mount.source.bytes() +
                         " is mounted at " + target);
    if (host.discloses) continue;
    finding.change = Change{.fact = Fact::mounts,
                            .element = target,
                            .field = "read_only",
                            .value = true,
                            .safety = Safety::behaviour,
                            .breaks = "programs that write there",
                            .at = mount.origin,
                            .missing = false};
  }
}

}  // namespace

extern const Rule mount_sensitive_path{
    .summary = "Sensitive path of the host is mounted",
    .what =
        "A folder or file that the host itself lives from is mounted: `/`, `/etc`, `/root`, "
        "`/home`, `/dev`, `/proc`, `/sys`, `/boot`, `/usr`, `/var`, the engines' own data and "
        "the like. Where reading does no harm (`/proc`, `/sys`, `/usr`, `/lib/modules` for "
        "monitoring) only a writable mount is reported; where keys and data lie (`/`, `/etc`, "
        "`/root`, `/home`, `~/.ssh`, `/var/lib/docker`, `/var/lib/kubelet`) a read-only one is, "
        "too. Single "
        "ordinary files such as `/etc/localtime` are not. Sockets of engines belong to "
        "`socket/mounted`.",
    .why =
        "A container that can write there is in command of the host: a line in `/etc/cron.d`, a "
        "key in `/root/.ssh`, a value in `/proc/sys/kernel/core_pattern` runs as root outside of "
        "it. One that can only read takes along password hashes, cloud keys and other containers' "
        "data.",
    .remedy =
        "Mount only the one file or folder that the program needs, read-only; keep data in a "
        "volume.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.6", "NIST SP 800-190 4.5.5",
                   "Pod Security Standards, Baseline: HostPath Volumes"},
    .workload = check,
};

}  // namespace boltseal
