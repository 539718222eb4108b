#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "cli/command.h"

namespace boltseal {

/// Something that a command with several does, named by its first word: `boltseal db update`.
struct CliAction {
  std::string_view name;
  std::size_t most_paths = 0;  ///< How many words may follow.
  std::string_view flags;      ///< Those that it takes, with a space on both sides of each.
  ExitCode (*run)(const Arguments& arguments, Console& console) = nullptr;
};

std::vector<std::string_view> names_of(std::span<const CliAction> actions);

/// Does what the first word says, when the other words and flags go with it.
ExitCode run_action(const CliCommand& command, std::span<const CliAction> actions,
                    const Arguments& arguments, Console& console);

}  // namespace boltseal
