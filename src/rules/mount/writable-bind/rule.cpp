#include <algorithm>
#include <array>

#include "model/host_path.h"
#include "model/usual_needs.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// The folder in which somebody runs a tool is there for the tool to write: `-v "$PWD:/src"`.
bool is_own_folder(const Text& source) {
  return !source.bytes().starts_with('/') || !source.is_known_at(0);
}

// Where programs keep data: read-only it would be of no use, a volume is what it wants.
bool is_data_folder(std::string_view target) {
  if (target.starts_with("/var/lib/")) return true;
  std::string_view name = target.substr(target.rfind('/') + 1);
  constexpr std::array<std::string_view, 16> names = {
      "data", "db",     "database", "media",  "uploads", "storage",   "cache",  "log",
      "logs", "backup", "backups",  "export", "exports", "downloads", "output", "consume"};
  return std::ranges::find(names, name) != names.end();
}

// Read-only, it would have no place where the engine could make a folder to mount another one on:
// `./:/app` with `/app/node_modules` beside it.
bool carries_another(const Mount& mount, const Gathered<Mount>& mounts) {
  const std::string folder = mount.target.bytes() + "/";
  return std::any_of(mounts.begin(), mounts.end(),
                     [&](const Mount& other) { return other.target.bytes().starts_with(folder); });
}

void check(const Workload& workload, Findings& findings) {
  const Gathered<Mount> mounts = gather(workload, fact::mounts);
  for (const Mount& mount : mounts) {
    if (mount.kind != MountKind::bind) continue;
    if (mount.read_only.is_unknown()) {
      findings.unknown(Fact::mounts);
      continue;
    }
    if (mount.read_only.is(true)) continue;
    if (workload.is_tool() && is_own_folder(mount.source)) continue;
    if (mount.source.equals("/dev/null") == Truth::yes) continue;  // hides a file; keeps nothing
    const HostPathKind kind = classify_host_path(mount.source).kind;
    if (kind == HostPathKind::engine_socket || kind == HostPathKind::sensitive) continue;
    Finding& finding =
        findings.add(mount.origin, fact_path(Fact::mounts, mount.target.bytes(), "read_only"),
                     "can write to " + mount.source.bytes() + " on the host");
    if (is_data_folder(mount.target.bytes()) || carries_another(mount, mounts)) continue;
    const auto image = effective(workload, fact::image);
    const bool is_read =
        mount.target.is_known() &&
        only_reads(image->is_known() ? *image.value : ImageReference{}, mount.target.bytes());
    finding.change = Change{.fact = Fact::mounts,
                            .element = mount.target.bytes(),
                            .field = "read_only",
                            .value = true,
                            .safety = is_read ? Safety::safe : Safety::behaviour,
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
        "that is only partly known counts: the write access is what is wrong. A tool that a script "
        "or "
        "pipeline runs once may write to the folder that it is run in.",
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
