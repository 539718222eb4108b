#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/facts.h"
#include "model/shell_command.h"
#include "model/subject.h"

namespace boltseal::commands {

/// One option of a command line with its value.
struct Option {
  std::string_view name;  ///< The long name without dashes, also for `-v`; static.
  Item value;            ///< Its origin is the value's bytes (not `--volume=`). Of a switch: empty,
                         ///< or what follows "=".
  Origin origin;         ///< The word with the option's name.
  std::size_t word = 0;  ///< Index in the command of the word that holds the value.
  bool is_switch = false;
};

/// A command line of a container engine's client, taken apart.
struct Invocation {
  Platform platform = Platform::unknown;
  std::string command;   ///< "docker run", "docker service create", "podman volume create" …
  std::size_t verb = 0;  ///< Index of the word `run`, `create`.
  Origin site;           ///< From the program to the verb.
  std::vector<Option> options;
  std::vector<Item> operands;      ///< The image and its command; a network's name.
  std::optional<Origin> may_hide;  ///< A word among the options that may stand for any options.
};

/// Understands `run`, `create`, `service create`, `network create` and `volume create` of docker,
/// podman and nerdctl, with `container` and options of the client before them. Nothing for any
/// other command. Flags: docs.docker.com (CLI reference 27), docs.podman.io 5, nerdctl 2.
std::optional<Invocation> read_invocation(const ShellCommand& command);

/// The names that a `build` (`buildx build`, `image build`, `builder build`) gives its image.
std::vector<Text> built_images(const ShellCommand& command);

}  // namespace boltseal::commands
