#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/shell_command.h"
#include "model/subject.h"

namespace boltseal {

/// One instruction of a Dockerfile, as BuildKit reads it.
struct Instruction {
  std::string_view name;  ///< Upper case, of static storage: "RUN".
  Origin origin;   ///< From the keyword to the last byte of the instruction, heredocs included.
  Settings flags;  ///< "from", "mount", "chown" …, expanded.
  std::vector<Item> arguments;  ///< Words after expansion; for RUN, CMD … those of the JSON form.
  bool shell_form = false;      ///< RUN, CMD, ENTRYPOINT, HEALTHCHECK in shell form.
  bool old_form = false;        ///< `ENV NAME value`, with a space instead of "=".
  std::vector<ShellCommand> commands;  ///< What RUN runs.
};

/// One FROM … of a Dockerfile.
struct Stage {
  std::string name;                       ///< After AS, lower case; empty when unnamed.
  ImageReference base;                    ///< When it starts from an image.
  std::optional<std::size_t> base_stage;  ///< When it starts from an earlier stage.
  bool windows = false;  ///< Starts from a Windows image: uid, capabilities … do not exist.
  Origin from;           ///< The FROM instruction.
  Origin name_origin;    ///< The bytes of the name; no place when it has none.
  Value<Text> platform;  ///< FROM --platform=…, expanded.
  Level level;           ///< What its USER, HEALTHCHECK, ENV, EXPOSE, CMD … declare.
  std::vector<Instruction> instructions;  ///< Without FROM.
};

/// One Dockerfile with the stage that is built.
struct Build {
  std::string name;  ///< The path, or "PATH target STAGE".
  Items arguments;   ///< ARG before the first FROM: "NAME" or "NAME=default".
  /// Whether a .dockerignore lies where the build's context probably is: beside the Dockerfile or
  /// in a folder above it. Absent when the file stands in another one or came from standard input.
  Value<bool> has_ignore_file;
  std::vector<Stage> stages;
  std::size_t target =
      0;  ///< Index of the built stage; stages that it does not need are still listed.

  /// The built stage and those it starts from, the built one first.
  std::vector<const Stage*> lineage() const;
  /// The levels of the image: base image first, then the stages down to the built one.
  std::vector<Level> levels() const;
};

}  // namespace boltseal
