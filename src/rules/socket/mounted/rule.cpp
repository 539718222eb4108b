#include "rules/rule.h"
#include "model/host_path.h"

namespace boltseal {
namespace {

// `$SOCKET:/var/run/docker.sock`: where it is put says what it is.
bool is_put_where_sockets_are(const Mount& mount) {
  return mount.target.ends_with(".sock") == Truth::yes &&
         classify_host_path(mount.target).kind == HostPathKind::engine_socket;
}

void check(const Workload& workload, Findings& findings) {
  for (const Mount& mount : gather(workload, fact::mounts)) {
    // `$SOCKET:…` may name a volume as well, so its kind is unknown.
    if (mount.kind != MountKind::bind && mount.kind != MountKind::unknown) continue;
    const HostPath host = classify_host_path(mount.source);
    const std::string& source = mount.source.bytes();
    const std::string& target = mount.target.bytes();
    if (host.kind == HostPathKind::engine_socket) {
      const bool is_itself = mount.source.ends_with(".sock") == Truth::yes ||
                             mount.source.ends_with(".socket") == Truth::yes;
      findings.add(mount.origin, fact_path(Fact::mounts, target),
                   is_itself ? "the engine's socket " + source +
                                   " is mounted, which makes the container root on the host"
                             : "the host folder " + source + " is mounted, and with it " +
                                   std::string(host.holds) +
                                   ", which makes the container root on the host");
    } else if (host.kind == HostPathKind::unknown) {
      if (!is_put_where_sockets_are(mount)) {
        findings.unknown(Fact::mounts);
        continue;
      }
      Finding& finding =
          findings.add(mount.origin, fact_path(Fact::mounts, target),
                       "what " + source + " stands for is mounted at " + target +
                           ", so it is most likely an engine's socket, which makes the container "
                           "root on the host");
      finding.confidence = Confidence::medium;
    }
  }
}

}  // namespace

extern const Rule socket_mounted{
    .summary = "Engine's socket is mounted into a container",
    .what =
        "The socket of Docker, Podman, containerd, CRI-O or BuildKit is mounted into the "
        "container, alone or with the folder of `/run` that it stands in. A read-only mount is "
        "reported as well: it keeps the file from being replaced, not the socket from being used. "
        "The whole host (`/`) and `/var` are reported by `mount/sensitive-path`. A proxy that "
        "filters what passes needs the socket itself; allow it with that reason.",
    .why =
        "The socket takes every command of the engine without a password. Whoever runs code in the "
        "container starts another one with the host's disk in it and is root on the host, whatever "
        "user and capabilities the container has.",
    .remedy =
        "Leave the socket out. Where a program needs to know of containers, put a filtering proxy "
        "with only the needed calls between them; to build images, use a builder that needs no "
        "engine (BuildKit rootless, Buildah); for CI, a machine of its own.",
    .severity = Severity::critical,
    .profile = Profile::minimal,
    .references = {"CIS Docker 1.6.0 5.32", "NIST SP 800-190 4.4.3",
                   "https://docs.docker.com/engine/security/protect-access/",
                   "Pod Security Standards, Baseline: HostPath Volumes"},
    .workload = check,
};

}  // namespace boltseal
