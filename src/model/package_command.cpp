#include "model/package_command.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;
using Action = PackageCommand::Action;

struct Program {
  std::string_view name;
  Manager manager;
};
constexpr std::array programs = {
    Program{"apt-get", Manager::apt},   Program{"apt", Manager::apt},
    Program{"aptitude", Manager::apt},  Program{"apk", Manager::apk},
    Program{"yum", Manager::yum},       Program{"dnf", Manager::yum},
    Program{"dnf5", Manager::yum},      Program{"microdnf", Manager::yum},
    Program{"tdnf", Manager::yum},      Program{"zypper", Manager::zypper},
    Program{"pacman", Manager::pacman}, Program{"pip", Manager::pip},
    Program{"pip2", Manager::pip},      Program{"pip3", Manager::pip},
    Program{"npm", Manager::npm},       Program{"yarn", Manager::yarn},
    Program{"pnpm", Manager::pnpm},     Program{"gem", Manager::gem}};

struct Verb {
  Manager manager;
  std::string_view name;
  Action action;
};
constexpr std::array verbs = {
    Verb{Manager::apt, "install", Action::install},
    Verb{Manager::apt, "reinstall", Action::install},
    Verb{Manager::apt, "build-dep", Action::install},
    Verb{Manager::apt, "update", Action::refresh},
    Verb{Manager::apt, "upgrade", Action::upgrade},
    Verb{Manager::apt, "safe-upgrade", Action::upgrade},
    Verb{Manager::apt, "dist-upgrade", Action::release_upgrade},
    Verb{Manager::apt, "full-upgrade", Action::release_upgrade},
    Verb{Manager::apt, "remove", Action::remove},
    Verb{Manager::apt, "purge", Action::remove},
    Verb{Manager::apt, "autoremove", Action::remove},
    Verb{Manager::apt, "clean", Action::clean},
    Verb{Manager::apt, "autoclean", Action::clean},
    Verb{Manager::apt, "distclean", Action::clean},
    Verb{Manager::apt, "dist-clean", Action::clean},
    Verb{Manager::apk, "add", Action::install},
    Verb{Manager::apk, "update", Action::refresh},
    Verb{Manager::apk, "upgrade", Action::upgrade},
    Verb{Manager::apk, "del", Action::remove},
    Verb{Manager::apk, "cache", Action::clean},
    Verb{Manager::yum, "install", Action::install},
    Verb{Manager::yum, "reinstall", Action::install},
    Verb{Manager::yum, "localinstall", Action::install},
    Verb{Manager::yum, "groupinstall", Action::install},
    Verb{Manager::yum, "builddep", Action::install},
    Verb{Manager::yum, "makecache", Action::refresh},
    Verb{Manager::yum, "check-update", Action::refresh},
    Verb{Manager::yum, "update", Action::upgrade},
    Verb{Manager::yum, "upgrade", Action::upgrade},
    Verb{Manager::yum, "distro-sync", Action::release_upgrade},
    Verb{Manager::yum, "remove", Action::remove},
    Verb{Manager::yum, "erase", Action::remove},
    Verb{Manager::yum, "autoremove", Action::remove},
    Verb{Manager::yum, "clean", Action::clean},
    Verb{Manager::zypper, "install", Action::install},
    Verb{Manager::zypper, "in", Action::install},
    Verb{Manager::zypper, "refresh", Action::refresh},
    Verb{Manager::zypper, "ref", Action::refresh},
    Verb{Manager::zypper, "update", Action::upgrade},
    Verb{Manager::zypper, "up", Action::upgrade},
    Verb{Manager::zypper, "patch", Action::upgrade},
    Verb{Manager::zypper, "dup", Action::release_upgrade},
    Verb{Manager::zypper, "dist-upgrade", Action::release_upgrade},
    Verb{Manager::zypper, "remove", Action::remove},
    Verb{Manager::zypper, "rm", Action::remove},
    Verb{Manager::zypper, "clean", Action::clean},
    Verb{Manager::zypper, "cc", Action::clean},
    Verb{Manager::pip, "install", Action::install},
    Verb{Manager::pip, "uninstall", Action::remove},
    Verb{Manager::pip, "cache", Action::clean},
    Verb{Manager::npm, "install", Action::install},
    Verb{Manager::npm, "i", Action::install},
    Verb{Manager::npm, "add", Action::install},
    Verb{Manager::npm, "ci", Action::install},
    Verb{Manager::npm, "cache", Action::clean},
    Verb{Manager::npm, "uninstall", Action::remove},
    Verb{Manager::yarn, "install", Action::install},
    Verb{Manager::yarn, "add", Action::install},
    Verb{Manager::yarn, "global", Action::install},
    Verb{Manager::yarn, "cache", Action::clean},
    Verb{Manager::pnpm, "install", Action::install},
    Verb{Manager::pnpm, "i", Action::install},
    Verb{Manager::pnpm, "add", Action::install},
    Verb{Manager::gem, "install", Action::install},
    Verb{Manager::gem, "cleanup", Action::clean},
};

// Options whose value is the next word.
struct Valued {
  Manager manager;
  std::string_view options;  // between spaces
};
constexpr std::array valued = {
    Valued{Manager::apt, " -o --option -c --config-file -t --target-release --default-release -a "},
    Valued{Manager::apk,
           " -t --virtual -X --repository -p --root --keys-dir --arch --repositories-file "
           "--cache-dir --cache-max-age --wait "},
    Valued{Manager::yum,
           " -c --config -x --exclude --enablerepo --disablerepo --repo --installroot "
           "--releasever --setopt "},
    Valued{Manager::zypper, " -R --root -r --repo --from -t --type -p --plus-repo "},
    Valued{Manager::pacman, " -r --root -b --dbpath --cachedir --config --ignore "},
    Valued{Manager::pip,
           " -r --requirement -c --constraint -e --editable -i --index-url --extra-index-url -f "
           "--find-links --trusted-host -t --target --prefix --root --proxy --timeout "
           "--default-timeout --cache-dir --progress-bar --platform --python-version --no-binary "
           "--only-binary --retries --cert --log --upgrade-strategy --config-settings "
           "--global-option --install-option --src "},
    Valued{Manager::npm, " --prefix --registry --loglevel --cache -C --userconfig --workspace -w "},
    Valued{Manager::yarn, " --cwd --cache-folder --registry --network-timeout --prefix "},
    Valued{Manager::pnpm, " -C --dir --filter --registry --store-dir "},
    Valued{Manager::gem,
           " -v --version -i --install-dir -n --bindir -s --source -P --trust-policy -p "
           "--http-proxy "},
};

bool takes_value(Manager manager, std::string_view option) {
  const auto row = std::ranges::find(valued, manager, &Valued::manager);
  if (row == valued.end() || option.find(' ') != std::string_view::npos) return false;
  return row->options.find(" " + std::string(option) + " ") != std::string_view::npos;
}

// The manager that the words begin with, and how many of them name it.
struct Start {
  const Program* program;
  std::size_t words;
};

const Program* program_named(std::string_view name) {
  const auto found = std::ranges::find(programs, name, &Program::name);
  if (found != programs.end()) return &*found;
  // pip3.11
  if (name.starts_with("pip3.")) return &*std::ranges::find(programs, "pip3", &Program::name);
  return nullptr;
}

std::optional<Start> start_of(const ShellCommand& command) {
  const std::string_view name = command.program();
  const auto word = [&](std::size_t at) {
    return at < command.words.size() ? std::string_view(command.words[at].text.bytes())
                                     : std::string_view();
  };
  if (name.starts_with("python") || name.starts_with("pypy")) {
    std::size_t at = 1;
    while (word(at).starts_with('-') && word(at) != "-m") ++at;
    if (word(at) != "-m" || word(at + 1) != "pip") return std::nullopt;
    return Start{program_named("pip"), at + 2};
  }
  if (name == "uv" && word(1) == "pip") return Start{program_named("pip"), 2};
  if (const Program* const program = program_named(name)) return Start{program, 1};
  return std::nullopt;
}

// pacman says its action with a capital letter: -S, -Sy, -Syu, -Rns, -Scc.
void read_pacman(PackageCommand& read) {
  for (const Item* option : read.options) {
    const std::string& word = option->text.bytes();
    const auto has = [&](char letter) { return word.find(letter) != std::string::npos; };
    if (word.starts_with("--") || word.size() < 2) continue;
    if (has('S')) {
      read.verb = option;
      read.action = has('c')                ? Action::clean
                    : read.packages.empty() ? has('u')   ? Action::upgrade
                                              : has('y') ? Action::refresh
                                                         : Action::other
                                            : Action::install;
    } else if (has('R')) {
      read.verb = option;
      read.action = Action::remove;
    } else if (has('U')) {
      read.verb = option;
      read.action = Action::install;
    }
  }
}

}  // namespace

bool PackageCommand::has_option(std::string_view name) const {
  return std::ranges::any_of(options, [&](const Item* option) {
    const std::string_view word = option->text.bytes();
    if (name.size() == 1) {
      if (word.starts_with("--")) return false;
      return word.substr(1, word.find('=') - 1).find(name) != std::string_view::npos;
    }
    return word.starts_with(name) && (word.size() == name.size() || word[name.size()] == '=');
  });
}

std::optional<PackageCommand> read_package_command(const ShellCommand& command) {
  const std::optional<Start> start = start_of(command);
  if (!start) return std::nullopt;
  PackageCommand read;
  read.manager = start->program->manager;
  read.program = start->program->name;
  read.options.reserve(4);
  read.packages.reserve(command.words.size());
  for (std::size_t at = start->words; at < command.words.size(); ++at) {
    const Item& item = command.words[at];
    const std::string& word = item.text.bytes();
    read.open = read.open || item.may_split;
    if (word.size() > 1 && word.front() == '-' && word != "--") {
      read.options.push_back(&item);
      if (takes_value(read.manager, word) && at + 1 < command.words.size()) {
        read.values.push_back(&command.words[++at]);
      }
    } else if (read.verb == nullptr && read.manager != Manager::pacman) {
      read.verb = &item;
    } else if (word != "--") {
      read.packages.push_back(&item);
    }
  }
  if (read.manager == Manager::pacman) {
    read_pacman(read);
  } else if (read.verb != nullptr) {
    for (const Verb& verb : verbs) {
      if (verb.manager == read.manager && verb.name == read.verb->text.bytes())
        read.action = verb.action;
    }
    // apt-get install -s only says what it would do.
    if (read.manager == Manager::apt &&
        (read.has_option("s") || read.has_option("--simulate") || read.has_option("--dry-run") ||
         read.has_option("--just-print"))) {
      read.action = Action::other;
    }
    // yum update PACKAGE brings that package only.
    if (read.manager == Manager::yum && read.action == Action::upgrade && !read.packages.empty())
      read.action = Action::install;
    if (read.manager == Manager::yarn && read.verb->text.bytes() == "global") {
      const bool adds = !read.packages.empty() && read.packages.front()->text.bytes() == "add";
      read.action = adds ? Action::install : Action::other;
      if (adds) read.packages.erase(read.packages.begin());
    }
  } else if (read.manager == Manager::yarn) {
    read.action = Action::install;  // `yarn` alone
  }
  return read;
}

}  // namespace boltseal
