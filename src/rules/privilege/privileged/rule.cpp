#include <algorithm>
#include <array>

#include "rules/rule.h"

namespace boltseal {
namespace {

// Programs that fail in a container without privileges: who starts them needs another way first.
constexpr std::array<std::string_view, 9> of_the_host = {
    "dockerd", "insmod", "losetup", "mkfs", "modprobe", "mount", "swapon", "sysctl", "umount"};

// Whether a command, or the script in it, names one of them.
bool is_for_the_host(const Workload& workload, FactKey<Command> key) {
  const auto command = effective(workload, key);
  if (!command->is_known()) return false;
  const auto is_in_name = [](char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '_'; };
  for (const Text& word : command.value->words) {
    const std::string& text = word.bytes();
    for (auto begin = text.begin(); begin != text.end();) {
      const auto end = std::find_if_not(begin, text.end(), is_in_name);
      if (std::ranges::find(of_the_host, std::string_view(begin, end)) != of_the_host.end()) {
        return true;
      }
      begin = end == text.end() ? end : end + 1;
    }
  }
  return false;
}

void check(const Workload& workload, Findings& findings) {
  const auto privileged = effective(workload, fact::privileged);
  if (privileged->is_unknown()) return findings.unknown(Fact::privileged);
  if (!privileged->is(true)) return;
  Finding& finding = findings.add(privileged->origin(), fact_path(Fact::privileged),
                                  "runs privileged: it can do whatever root on the host can");
  if (is_for_the_host(workload, fact::entrypoint) || is_for_the_host(workload, fact::command))
    return;
  finding.change =
      Change{.op = Change::Op::remove,
             .fact = Fact::privileged,
             .safety = Safety::behaviour,
             .breaks = "whatever it does with devices, mounts or the kernel of the host",
             .at = privileged->origin()};
}

}  // namespace

extern const Rule privilege_privileged{
    .summary = "Container is privileged",
    .what = "`privileged: true` or `--privileged` is set.",
    .why =
        "A privileged container has every capability, every device, no seccomp filter and no LSM "
        "profile. Whoever "
        "controls a process in it mounts the host's disk or loads a kernel module: it is root on "
        "the host with a few "
        "more steps.",
    .remedy =
        "Find out what the program really needs and give it that: single capabilities, single "
        "devices. A container that "
        "builds images can use a rootless builder.",
    .severity = Severity::critical,
    .profile = Profile::minimal,
    .references = {"CIS Docker 1.6.0 5.5", "CIS Kubernetes 1.8.0 5.2.2",
                   "Pod Security Standards, Baseline: Privileged Containers",
                   "NIST SP 800-190 4.4.3"},
    .workload = check,
};

}  // namespace boltseal
