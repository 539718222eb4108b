#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "model/facts.h"

namespace boltseal {

/// What one command asks of a package manager.
struct PackageCommand {
  enum class Manager : std::uint8_t { apt, apk, yum, zypper, pacman, pip, npm, yarn, pnpm, gem };
  enum class Action : std::uint8_t {
    install,
    refresh,          ///< Only reads the lists: `apt-get update`.
    upgrade,          ///< Everything that is installed.
    release_upgrade,  ///< The same, and packages may come and go: `apt-get dist-upgrade`.
    remove,
    clean,
    other,
  };
  Manager manager = Manager::apt;
  Action action = Action::other;
  std::string_view program;           ///< "apt-get", "dnf", "pip3".
  const Item* verb = nullptr;         ///< The word that says the action.
  std::vector<const Item*> packages;  ///< The operands behind it.
  std::vector<const Item*> options;   ///< Words that begin with "-".
  /// Values of options that stand in a word of their own, each behind its option.
  std::vector<const Item*> values;
  bool open = false;  ///< A word among them may stand for any number of words.

  /// Whether an option is given: "--no-cache" (also as "--no-cache=…"), or one letter ("y"), also
  /// among others ("-qy").
  bool has_option(std::string_view name) const;
};

/// Understands apt-get, apt, aptitude, apk, yum, dnf, microdnf, tdnf, zypper, pacman, pip (also
/// `python -m pip`, `uv pip`), npm, yarn, pnpm and gem, by their manuals. Nothing for any other
/// command. The answer borrows from `words`; `program` is the first of them without its folder.
std::unique_ptr<const PackageCommand> read_package_command(const std::vector<Item>& words,
                                                           std::string_view program);

}  // namespace boltseal
