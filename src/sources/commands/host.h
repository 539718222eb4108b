#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/shell_command.h"
#include "model/subject.h"
#include "sources/document.h"
#include "sources/reader.h"

namespace boltseal::commands {

/// The machine that a first-boot script makes: whether it updates its packages, keeps them updated,
/// and how it gets its container engine. The level is open when the script runs another one that is
/// not read here (a downloaded script, Ansible …).
Host read_host(std::string name, const Origin& site, std::vector<ShellCommand> commands);

/// What commands put people into groups: usermod -aG, gpasswd -a, adduser USER GROUP.
void read_memberships(std::span<const ShellCommand> commands, Reader& reader);

/// Logins at registries that have their password on the command line: docker login -p.
void read_logins(std::span<const ShellCommand> commands, Reader& reader);

/// One group of one user as a grant.
Grant membership(const Item& user, const Item& group);

}  // namespace boltseal::commands
