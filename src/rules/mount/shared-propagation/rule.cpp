#include "rules/rule.h"

namespace boltseal {
namespace {

void check(const Workload& workload, Findings& findings) {
  // A privileged container can mount on the host anyway; Kubernetes allows no other to propagate.
  if (effective(workload, fact::privileged)->is(true)) return;
  for (const Mount& mount : gather(workload, fact::mounts)) {
    if (mount.propagation.is_unknown()) findings.unknown(Fact::mounts);
    if (!mount.propagation.is_known()) continue;
    const Text& mode = *mount.propagation;
    if (mode.equals("shared") != Truth::yes && mode.equals("rshared") != Truth::yes) continue;
    // The mode's own bytes where the source knows them, else the whole entry's.
    const Origin& origin = mount.propagation.origin();
    findings.add(origin.has_place() ? origin : mount.origin,
                 fact_path(Fact::mounts, mount.target.bytes(), "propagation"),
                 "what is mounted below " + mount.target.bytes() +
                     " in the container appears on the host as well");
  }
}

}  // namespace

extern const Rule mount_shared_propagation{
    .summary = "Mounts propagate from the container to the host",
    .what =
        "A mount has the propagation `shared` or `rshared` (`mountPropagation: Bidirectional` in "
        "Kubernetes). `slave`, by which the container only sees what the host mounts, is not "
        "reported, nor is a privileged container, which belongs to `privilege/privileged`: it "
        "can mount on the host anyway, and Kubernetes lets no other one propagate.",
    .why =
        "What the container mounts there, the host and every other container that shares the "
        "folder get as well: it can lay a file system of its own over a folder that they trust, "
        "and what it leaves mounted stays when it is gone. To mount anything it needs rights that "
        "few containers should have.",
    .remedy =
        "Use `rslave` (`HostToContainer`) when the container must see later mounts of the host, "
        "otherwise leave the option out. Storage drivers that mount for other pods are the "
        "exception, and deserve an allowance that says so.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 5.20",
                   "https://docs.docker.com/engine/storage/bind-mounts/#configure-bind-propagation",
                   "https://kubernetes.io/docs/concepts/storage/volumes/#mount-propagation"},
    .workload = check,
};

}  // namespace boltseal
