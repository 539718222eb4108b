#include "rules/rule.h"
#include "model/running_container.h"

namespace boltseal {
namespace {

void check(const RunningContainer& container, Findings& findings) {
  const Workload& declared = *container.declared;
  const auto user = effective(declared, fact::user);
  if (container.kernel.uid != 0 || !user->is_known() || user.value->is_root() != Truth::no) return;
  // A name can be that of uid 0, which the image's /etc/passwd decides.
  const bool is_number =
      user.value->name.bytes().find_first_not_of("0123456789") == std::string::npos;
  if (!is_number) return findings.unknown(Fact::user);
  findings.add(user->origin(), fact_path(Fact::user),
               "its process is root on the host, though the engine says user \"" +
                   user.value->name.bytes() + "\"");
}

}  // namespace

extern const Rule user_kernel_differs{
    .summary = "Process is root, whatever the engine says",
    .what =
        "The engine says that the container runs as another user than root, and its first process "
        "has uid 0 on the host: a setuid program started it, or somebody exchanged it. Speaks in "
        "`boltseal audit`, of containers that run. A user that is only a name is not judged.",
    .why =
        "Whoever looks at the configuration believes that a break-out ends as an ordinary user. It "
        "ends as root.",
    .remedy =
        "Find the setuid program with which the process became root, take its bit away, and start "
        "the container with `no-new-privileges`.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"https://man7.org/linux/man-pages/man7/credentials.7.html"},
    .running = check,
};

}  // namespace boltseal
