#include <algorithm>
#include <string>

#include "model/package_command.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;

bool says_yes(const PackageCommand& packages) {
  switch (packages.manager) {
    case Manager::apt: {
      // -qq means yes as well (apt-get(8)).
      if (packages.has_option("y") || packages.has_option("--yes") ||
          packages.has_option("--assume-yes") || packages.has_option("--force-yes")) {
        return true;
      }
      const auto means_yes = [](const Item* item) {
        const std::string& word = item->text.bytes();
        return word.find("qq") != std::string::npos || word == "-q=2" || word == "--quiet=2" ||
               word.find("Assume-Yes") != std::string::npos ||
               word.find("assume-yes") != std::string::npos;
      };
      const auto quiet = std::ranges::count_if(packages.options, [](const Item* item) {
        return item->text.bytes() == "-q" || item->text.bytes() == "--quiet";
      });
      return quiet > 1 || std::ranges::any_of(packages.options, means_yes) ||
             std::ranges::any_of(packages.values, means_yes);
    }
    case Manager::yum:
      return packages.has_option("y") || packages.has_option("--assumeyes") ||
             packages.has_option("--setopt=assumeyes") || packages.program == "tdnf" ||
             packages.program == "microdnf";
    case Manager::zypper:
      return packages.has_option("n") || packages.has_option("--non-interactive") ||
             packages.has_option("y") || packages.has_option("--no-confirm");
    case Manager::pacman: return packages.has_option("--noconfirm");
    default: return true;
  }
}

// A line for the configuration that an earlier step or command writes.
bool configures(const ShellCommand& command) {
  return std::ranges::any_of(command.words, [](const Item& item) {
    const std::string& word = item.text.bytes();
    return word.find("Assume-Yes") != std::string::npos ||
           word.find("assumeyes") != std::string::npos;
  });
}

std::optional<Change> mend(const PackageCommand& packages) {
  if (!stands_as_read(*packages.verb)) return std::nullopt;
  Rewriting rewriting;
  const Origin& verb = packages.verb->origin;
  switch (packages.manager) {
    case Manager::zypper: rewriting.insert_before(verb, "--non-interactive "); break;
    case Manager::pacman: rewriting.insert_behind(verb, " --noconfirm"); break;
    default: rewriting.insert_behind(verb, " -y"); break;
  }
  return rewriting.change(Safety::safe);
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    bool configured = false;
    for (const Instruction& instruction : stage.instructions) {
      for (const ShellCommand& command : instruction.commands) {
        configured = configured || configures(command);
        const PackageCommand* const packages = command.packages();
        if (!packages || configured || packages->open || packages->verb == nullptr) continue;
        const auto action = packages->action;
        if (action != PackageCommand::Action::install &&
            action != PackageCommand::Action::upgrade &&
            action != PackageCommand::Action::release_upgrade &&
            action != PackageCommand::Action::remove) {
          continue;
        }
        // `yes | apt-get install`
        if (command.piped_from_previous || says_yes(*packages)) continue;
        const std::string said =
            std::string(packages->program) + " " + packages->verb->text.bytes();
        findings
            .add(packages->verb->origin, "option[" + said + "]",
                 said + " may ask before it goes on, and nobody is there to answer")
            .change = mend(*packages);
      }
    }
  }
}

}  // namespace

extern const Rule build_interactive_install{
    .summary = "Package manager may ask",
    .what =
        "apt-get, yum, dnf, zypper or pacman installs, upgrades or removes in a `RUN` without the "
        "option that answers yes (`-y`, `--non-interactive`, `--noconfirm`).",
    .why =
        "As soon as a package needs another one the manager asks, finds no terminal and gives up: "
        "the build breaks on a day when nothing was changed.",
    .remedy = "Add `-y` (zypper: `--non-interactive`, pacman: `--noconfirm`).",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"https://docs.docker.com/build/building/best-practices/#apt-get"},
    .build = check,
};

}  // namespace boltseal
