#pragma once

#include <string_view>

namespace boltseal::commands {

struct Flag {
  std::string_view name;  ///< Long, without dashes; empty when the flag is not known.
  bool takes_value = false;
};

/// A flag of `run`, `create`, `service create`, `network create` or `volume create`.
Flag find_flag(std::string_view long_name);
/// The same by its letter: `network` and `volume create` give other letters than `run`.
Flag find_flag(char letter, bool of_container);
/// A flag of the client itself, before the command.
Flag find_global_flag(std::string_view name);

}  // namespace boltseal::commands
