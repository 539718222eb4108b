#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/shell_command.h"
#include "sources/document.h"

namespace boltseal::commands {

/// Whose packages a host has, by the package managers that its commands run.
enum class Packages : std::uint8_t {
  unknown,  ///< None runs.
  apt,      ///< Debian's, Ubuntu's.
  dnf,      ///< Fedora's, Red Hat's.
  other,    ///< Another distribution's.
  several,  ///< Those of several distributions.
};
Packages packages_of(std::span<const ShellCommand> commands);

/// Adds the step to a first-boot script that makes the host install updates by itself, before its
/// first package manager runs: unattended-upgrades (Debian turns them on with the package), or the
/// timer of dnf-automatic that installs, whatever its configuration says (dnf-automatic(8)).
Result<std::vector<Edit>> write_updates(const Document& document,
                                        std::span<const ShellCommand> commands);

}  // namespace boltseal::commands
