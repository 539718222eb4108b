#include "rules/rule.h"

#include <algorithm>

namespace boltseal {
namespace {

Truth has_option(const Mount& mount, std::string_view wanted) {
  Truth answer = Truth::no;
  for (const Item& option : mount.options) {
    const Truth is = option.text.equals(wanted);
    if (is == Truth::yes) return Truth::yes;
    if (is == Truth::unknown) answer = Truth::unknown;
  }
  return answer;
}

/// Where the volume is made: the last of the places that lead to it.
const Origin& definition_of(const Origin& mount) {
  const Origin* at = &mount;
  while (at->via != nullptr) at = at->via.get();
  return *at;
}

void check(const Workload& workload, Findings& findings) {
  for (const Mount& mount : gather(workload, fact::mounts)) {
    if (mount.kind != MountKind::nfs) continue;
    std::vector<std::string> missing;
    bool unknown = false;
    for (const std::string_view option : {"nosuid", "nodev"}) {
      const Truth has = has_option(mount, option);
      unknown = unknown || has == Truth::unknown;
      if (has != Truth::no) continue;
      missing.emplace_back(option);
    }
    if (unknown) findings.unknown(Fact::mounts);
    if (missing.empty()) continue;
    const bool writable = !mount.read_only.is(true) && !mount.read_only.is_unknown();
    Finding& finding =
        findings.add(mount.origin, fact_path(Fact::mounts, mount.target.bytes(), "options"),
                     "the NFS export " + mount.source.bytes() + " is mounted " +
                         (writable ? "writable and " : "") + "without " + missing.front() +
                         (missing.size() > 1 ? " and " + missing.back() : ""));
    finding.change = Change{.op = Change::Op::add,
                            .fact = Fact::mounts,
                            .element = mount.target.bytes(),
                            .field = "options",
                            .value = std::move(missing),
                            .safety = Safety::behaviour,
                            .breaks = "programs on the export that need set-uid or device nodes",
                            .at = definition_of(mount.origin)};
    // Read-only, only who can write to the server has a use for it.
    if (!writable) finding.severity = Severity::low;
  }
}

}  // namespace

extern const Rule mount_unsafe_nfs{
    .summary = "NFS export is mounted without nosuid or nodev",
    .what =
        "A volume is an NFS export (`driver_opts` with `type: nfs`, `docker volume create -o "
        "type=nfs`, an `nfs` volume of a pod or a PersistentVolume) and its mount options lack "
        "`nosuid` or `nodev`. The finding says whether it is writable, too; where the container "
        "only reads, add `ro`.",
    .why =
        "Files on the server are made by others: root on any machine that mounts the export puts a "
        "set-uid program or a device node there, and a process in this container becomes root by "
        "running it, or reads the host's disk through it. NFS itself asks for no password.",
    .remedy =
        "Mount it with `nosuid,nodev` (and `noexec`, `ro` where possible): `o: "
        "addr=…,ro,nosuid,nodev` in Docker, `mountOptions: [nosuid, nodev]` in a PersistentVolume. "
        "An `nfs` volume that stands in the pod itself takes no options: use a PersistentVolume.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"NIST SP 800-190 4.4.4", "nfs(5)", "mount(8)",
                   "https://docs.docker.com/reference/cli/docker/volume/create/",
                   "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#mount-options"},
    .workload = check,
};

}  // namespace boltseal
