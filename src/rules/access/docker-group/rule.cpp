#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "model/machine.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

struct RootGroup {
  std::string_view name;
  std::string_view why;
};

// Groups whose members can become root without a password, with how.
constexpr std::array<RootGroup, 6> root_groups = {{
    {"docker", "which may start a container that owns the host"},
    {"lxd", "which may start a container that owns the host"},
    {"incus-admin", "which may start a container that owns the host"},
    {"podman", "which is given the socket of the system's Podman"},
    {"libvirt", "which may start a machine that has the host's disks"},
    {"disk", "which reads and writes every disk"},
}};

const RootGroup* find_group(std::string_view name) {
  const auto found = std::ranges::find(root_groups, name, &RootGroup::name);
  return found == root_groups.end() ? nullptr : &*found;
}

void check_grant(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::membership || !grant.group.text.is_known()) return;
  const std::string& group = grant.group.text.bytes();
  const RootGroup* const found = find_group(group);
  if (found == nullptr) return;
  std::string who = grant.holders.empty() ? "a user" : grant.holders.front().text.bytes();
  findings.add(grant.site, "group",
               who + " joins the group " + group + ", " + std::string(found->why));
}

void check_machine(const Machine& machine, Findings& findings) {
  for (const MachineGroup& group : machine.groups) {
    const RootGroup* const found = find_group(group.name);
    if (found == nullptr) continue;
    for (const Item& member : group.members) {
      const std::string& who = member.text.bytes();
      if (who == "root") continue;
      Finding& finding =
          findings.add(member.origin, "groups[" + group.name + "][" + who + "]",
                       who + " is in the group " + group.name + ", " + std::string(found->why));
      finding.remedy = "gpasswd -d " + who + " " + group.name;
      finding.subjects = {"user " + who};  // so that one can be trusted, and others not
    }
  }
}

}  // namespace

extern const Rule access_docker_group{
    .summary = "User is in a group that equals root",
    .what =
        "A script or cloud-config adds a user to `docker`, `lxd`, `incus-admin`, `podman`, "
        "`libvirt` or `disk` (`usermod -aG`, `gpasswd -a`, `adduser USER GROUP`, "
        "`users[].groups`); or a user of the machine that `boltseal audit` looks at is a member. "
        "Groups whose name is not known are not reported.",
    .why =
        "Who may write to the engine's socket may start a privileged container with the host's "
        "root folder mounted: that is root without a password, without sudo's log, and for every "
        "program that this user ever starts.",
    .remedy =
        "Leave the group empty. Let people use `sudo docker`, rootless Docker or Podman, and let "
        "services talk to a proxy that allows only what they need.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 1.1.2",
                   "https://docs.docker.com/engine/security/#docker-daemon-attack-surface"},
    .grant = check_grant,
    .machine = check_machine,
};

}  // namespace boltseal
