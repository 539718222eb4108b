#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/facts.h"
#include "model/package_command.h"

namespace boltseal {

/// One simple command of a shell script: words after quoting and known variables.
struct ShellCommand {
  /// @param words at least one
  explicit ShellCommand(std::vector<Item> words);

  /// The first is the program; never empty. Not changed any more: what is said below was read from
  /// them once, because some twenty rules ask.
  std::vector<Item> words;
  Settings assignments;              ///< `A=b` before the program.
  Origin origin;                     ///< From the first to the last word.
  bool piped_from_previous = false;  ///< Standard input is the output of the command before it.
  bool conditional = false;          ///< Inside if, loop, function or after || : it may not run.
  std::vector<Item> redirects;       ///< Files written to: "> FILE", ">> FILE".

  /// The program without its folder: "curl" for "/usr/bin/curl"; empty when unknown.
  std::string_view program() const { return program_; }
  /// What it asks of a package manager; null for any other command. Lives as long as `words`.
  const PackageCommand* packages() const { return packages_.get(); }

 private:
  std::string_view program_;
  std::unique_ptr<const PackageCommand> packages_;
};

/// The commands that run together, one after the other: those of a RUN, or of a host's first-boot
/// script.
struct Step {
  const std::vector<ShellCommand>& commands;  ///< Borrowed.
  bool is_host = false;
};

}  // namespace boltseal
