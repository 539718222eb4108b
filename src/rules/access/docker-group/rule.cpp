#include "rules/rule.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace boltseal {
namespace {

struct RootGroup {
  std::string_view name;
  std::string_view why;
};

// Groups whose members can become root without a password, with how.
constexpr std::array<RootGroup, 4> root_groups = {{
    {"docker", "which may start a container that owns the host"},
    {"lxd", "which may start a container that owns the host"},
    {"incus-admin", "which may start a container that owns the host"},
    {"podman", "which is given the socket of the system's Podman"},
}};

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::membership || !grant.group.text.is_known()) return;
  const std::string& group = grant.group.text.bytes();
  const auto found = std::find_if(root_groups.begin(), root_groups.end(),
                                  [&](const RootGroup& each) { return each.name == group; });
  if (found == root_groups.end()) return;
  std::string who = grant.holders.empty() ? "a user" : grant.holders.front().text.bytes();
  findings.add(grant.site, "group",
               who + " joins the group " + group + ", " + std::string(found->why));
}

}  // namespace

extern const Rule access_docker_group{
    .summary = "User is put into a group that equals root",
    .what =
        "A script or cloud-config adds a user to `docker`, `lxd`, `incus-admin` or `podman` "
        "(`usermod -aG`, `gpasswd -a`, `adduser USER GROUP`, `users[].groups`). Groups whose name "
        "is not known are not reported.",
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
    .grant = check,
};

}  // namespace boltseal
