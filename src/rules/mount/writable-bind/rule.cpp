#include "rules/rule.h"
#include "model/host_path.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  for (const Mount& mount : gather(workload, fact::mounts)) {
    if (mount.kind != MountKind::bind) continue;
    if (mount.read_only.is_unknown()) {
      findings.unknown(Fact::mounts);
      continue;
    }
    if (mount.read_only.is(true)) continue;
    if (mount.source.equals("/dev/null") == Truth::yes) continue;  // hides a file; keeps nothing
    const HostPathKind kind = classify_host_path(mount.source).kind;
    if (kind == HostPathKind::engine_socket || kind == HostPathKind::sensitive) continue;
    Finding& finding =
        findings.add(mount.origin, fact_path(Fact::mounts, mount.target.bytes(), "read_only"),
                     "can write to " + mount.source.bytes() + " on the host");
    finding.change = Change{.fact = Fact::mounts,
                            .element = mount.target.bytes(),
                            .field = "read_only",
                            .value = true,
                            .safety = Safety::behaviour,
                            .breaks = "a program that writes below " + mount.target.bytes(),
                            .at = mount.origin,
                            .missing = false};
  }
}

}  // namespace

extern const Rule mount_writable_bind{
    .summary = "Host folder is mounted writable",
    .what =
        "A folder or file of the host is mounted into a container without `ro`. Volumes that the "
        "engine manages, "
        "sensitive host paths (mount/sensitive-path) and engine sockets (socket/mounted) are not "
        "reported here. A host path "
        "that is only partly known counts: the write access is what is wrong.",
    .why =
        "Whoever takes over the container changes files that people and other programs on the host "
        "read, run or commit. "
        "Files that the container writes belong to its user id on the host, and nothing limits how "
        "many they are.",
    .remedy =
        "Mount it read-only when the container only reads it; keep data that it writes in a named "
        "volume.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.6", "NIST SP 800-190 4.4.4",
                   "https://docs.docker.com/engine/storage/bind-mounts/"},
    .workload = check,
};

}  // namespace boltseal
