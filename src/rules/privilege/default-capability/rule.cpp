#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "rules/rule.h"

namespace boltseal {
namespace {

struct Capability {
  std::string_view name;
  std::string_view allows;
};

// Of the fourteen that Docker gives every container (moby, oci/caps/defaults.go) those that an
// attacker has a use for, from capabilities(7).
constexpr std::array kept = {
    Capability{"NET_RAW", "forge packets and listen to its neighbours with raw sockets"},
    Capability{"MKNOD", "make device nodes"},
    Capability{"CHOWN", "take over any file"},
    Capability{"FOWNER", "change the mode of any file"},
    Capability{"DAC_OVERRIDE", "read and write files past their permissions"},
    Capability{"SETFCAP", "put capabilities on files"},
    Capability{"SETUID", "become any user"},
    Capability{"SETGID", "join any group"},
    Capability{"SYS_CHROOT", "change its root folder"},
};

bool drops_all(const Workload& workload) {
  for (const Item& dropped : gather(workload, fact::capabilities_dropped)) {
    if (dropped.text.equals("ALL") == Truth::yes) return true;
  }
  return false;
}

void check(const Workload& workload, Findings& findings) {
  if (effective(workload, fact::privileged)->is(true)) return;
  // Without ALL being dropped the container has them anyway: privilege/capabilities says so.
  if (!drops_all(workload)) return;
  std::string names;
  std::string allowed;
  std::optional<Origin> site;
  const Gathered<Item> added = gather(workload, fact::capabilities_added);
  for (const Capability& capability : kept) {
    const auto found = std::find_if(added.begin(), added.end(), [&](const Item& item) {
      return item.text.equals(capability.name) == Truth::yes;
    });
    if (found == added.end()) continue;
    if (!site || found->origin.span < site->span) site = found->origin;
    names += (names.empty() ? "" : ", ") + std::string(capability.name);
    allowed += (allowed.empty() ? "" : ", ") + std::string(capability.allows);
  }
  if (!site) return;
  findings.add(*site, fact_path(Fact::capabilities_added),
               "is given " + names + " back: it can " + allowed);
}

}  // namespace

extern const Rule privilege_default_capability{
    .summary = "A risky default capability is given back",
    .what =
        "A container drops `ALL` capabilities and adds one of those that engines give by default "
        "and that an attacker has a use for: raw sockets, device nodes, ownership, file "
        "permissions, other users. `NET_BIND_SERVICE`, `KILL` and the other harmless ones are "
        "not reported, and all of one container are one finding. Strict only: many an entrypoint "
        "needs "
        "some of them to give up root.",
    .why =
        "With `NET_RAW` a container answers in the place of its neighbours (ARP and DNS "
        "spoofing), with `MKNOD` it prepares a device for somebody with more rights, with "
        "`CHOWN`, `DAC_OVERRIDE` and `SETUID` it is root in its files and mounts again.",
    .remedy =
        "Find out who needs it. Ownership can be settled when the image is built, the user by "
        "`USER`, ping by the sysctl `net.ipv4.ping_group_range`; then remove the capability.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 5.4", "CIS Kubernetes 1.8.0 5.2.8",
                   "Pod Security Standards, Restricted: Capabilities", "capabilities(7)"},
    .workload = check,
};

}  // namespace boltseal
