#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "model/package_command.h"

namespace boltseal {

/// The package without a version: "gcc=4:12" and "gcc-12" are gcc.
std::string_view bare_package(std::string_view word);

/// Whether a package of a distribution is a compiler or a build tool, by its bare name.
bool is_tool_package(std::string_view package);

/// What a program needs while it runs of what a package brings for building it: of "libpq-dev"
/// that is "libpq5" in Debian's distributions, of "gcc" the library of OpenMP. Empty when that is
/// nothing, because every image has it; nothing when the package is no such package or not known.
std::optional<std::span<const std::string_view>> runtime_packages(PackageCommand::Manager manager,
                                                                  std::string_view package);

}  // namespace boltseal
