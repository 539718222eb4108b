#include "model/package_command.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;
using Action = PackageCommand::Action;

// What the manual of each manager says.
struct Verb {
  std::string_view name;
  Action action = Action::other;
};
struct Manual {
  Manager manager;
  std::array<std::string_view, 5> programs;
  std::array<Verb, 15> verbs;
  std::array<std::string_view, 33> valued;  // options whose value is the next word
};
constexpr std::array manuals = {
    Manual{Manager::apt,
           {"apt-get", "apt", "aptitude"},
           {Verb{"install", Action::install}, Verb{"reinstall", Action::install},
            Verb{"build-dep", Action::install}, Verb{"update", Action::refresh},
            Verb{"upgrade", Action::upgrade}, Verb{"safe-upgrade", Action::upgrade},
            Verb{"dist-upgrade", Action::release_upgrade},
            Verb{"full-upgrade", Action::release_upgrade}, Verb{"remove", Action::remove},
            Verb{"purge", Action::remove}, Verb{"autoremove", Action::remove},
            Verb{"clean", Action::clean}, Verb{"autoclean", Action::clean},
            Verb{"distclean", Action::clean}, Verb{"dist-clean", Action::clean}},
           {"-o", "--option", "-c", "--config-file", "-t", "--target-release", "--default-release",
            "-a"}},
    Manual{Manager::apk,
           {"apk"},
           {Verb{"add", Action::install}, Verb{"update", Action::refresh},
            Verb{"upgrade", Action::upgrade}, Verb{"del", Action::remove},
            Verb{"cache", Action::clean}},
           {"-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir", "--arch",
            "--repositories-file", "--cache-dir", "--cache-max-age", "--wait"}},
    Manual{Manager::yum,
           {"yum", "dnf", "dnf5", "microdnf", "tdnf"},
           {Verb{"install", Action::install}, Verb{"reinstall", Action::install},
            Verb{"localinstall", Action::install}, Verb{"groupinstall", Action::install},
            Verb{"builddep", Action::install}, Verb{"makecache", Action::refresh},
            Verb{"check-update", Action::refresh}, Verb{"update", Action::upgrade},
            Verb{"upgrade", Action::upgrade}, Verb{"distro-sync", Action::release_upgrade},
            Verb{"remove", Action::remove}, Verb{"erase", Action::remove},
            Verb{"autoremove", Action::remove}, Verb{"clean", Action::clean}},
           {"-c", "--config", "-x", "--exclude", "--enablerepo", "--disablerepo", "--repo",
            "--installroot", "--releasever", "--setopt"}},
    Manual{Manager::zypper,
           {"zypper"},
           {Verb{"install", Action::install}, Verb{"in", Action::install},
            Verb{"refresh", Action::refresh}, Verb{"ref", Action::refresh},
            Verb{"update", Action::upgrade}, Verb{"up", Action::upgrade},
            Verb{"patch", Action::upgrade}, Verb{"dup", Action::release_upgrade},
            Verb{"dist-upgrade", Action::release_upgrade}, Verb{"remove", Action::remove},
            Verb{"rm", Action::remove}, Verb{"clean", Action::clean}, Verb{"cc", Action::clean}},
           {"-R", "--root", "-r", "--repo", "--from", "-t", "--type", "-p", "--plus-repo"}},
    Manual{Manager::pacman,
           {"pacman"},
           {},
           {"-r", "--root", "-b", "--dbpath", "--cachedir", "--config", "--ignore"}},
    Manual{Manager::pip,
           {"pip", "pip2", "pip3"},
           {Verb{"install", Action::install}, Verb{"uninstall", Action::remove},
            Verb{"cache", Action::clean}},
           {"-r",
            "--requirement",
            "-c",
            "--constraint",
            "-e",
            "--editable",
            "-i",
            "--index-url",
            "--extra-index-url",
            "-f",
            "--find-links",
            "--trusted-host",
            "-t",
            "--target",
            "--prefix",
            "--root",
            "--proxy",
            "--timeout",
            "--default-timeout",
            "--cache-dir",
            "--progress-bar",
            "--platform",
            "--python-version",
            "--no-binary",
            "--only-binary",
            "--retries",
            "--cert",
            "--log",
            "--upgrade-strategy",
            "--config-settings",
            "--global-option",
            "--install-option",
            "--src"}},
    Manual{Manager::npm,
           {"npm"},
           {Verb{"install", Action::install}, Verb{"i", Action::install},
            Verb{"add", Action::install}, Verb{"ci", Action::install}, Verb{"cache", Action::clean},
            Verb{"uninstall", Action::remove}},
           {"--prefix", "--registry", "--loglevel", "--cache", "-C", "--userconfig", "--workspace",
            "-w"}},
    Manual{Manager::yarn,
           {"yarn"},
           {Verb{"install", Action::install}, Verb{"add", Action::install},
            Verb{"global", Action::install}, Verb{"cache", Action::clean}},
           {"--cwd", "--cache-folder", "--registry", "--network-timeout", "--prefix"}},
    Manual{Manager::pnpm,
           {"pnpm"},
           {Verb{"install", Action::install}, Verb{"i", Action::install},
            Verb{"add", Action::install}},
           {"-C", "--dir", "--filter", "--registry", "--store-dir"}},
    Manual{Manager::gem,
           {"gem"},
           {Verb{"install", Action::install}, Verb{"cleanup", Action::clean}},
           {"-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "-P",
            "--trust-policy", "-p", "--http-proxy"}},
};

template <class T, std::size_t n, class Key = std::identity>
const T* find_in(const std::array<T, n>& table, std::string_view name, Key key = {}) {
  for (const T& row : table) {
    const std::string_view known = std::invoke(key, row);
    if (known.empty()) break;  // the rest of the row
    if (known == name) return &row;
  }
  return nullptr;
}

// The manager that the words begin with, and how many of them name it.
struct Start {
  const Manual* manual = nullptr;
  std::string_view program;
  std::size_t words = 1;
};

constexpr std::uint32_t letter_bit(char c) { return c >= 'a' && c <= 'z' ? 1u << (c - 'a') : 0; }
// Most commands are no package managers.
const std::uint32_t first_letters = [] {
  std::uint32_t letters = 0;
  for (const Manual& manual : manuals) {
    for (const std::string_view program : manual.programs) {
      if (!program.empty()) letters |= letter_bit(program.front());
    }
  }
  return letters;
}();

std::optional<Start> program_named(std::string_view name, std::size_t words) {
  if (name.empty() || (letter_bit(name.front()) & first_letters) == 0) return std::nullopt;
  if (name.starts_with("pip3.")) name = "pip3";  // pip3.11
  for (const Manual& manual : manuals) {
    if (const std::string_view* const program = find_in(manual.programs, name))
      return Start{&manual, *program, words};
  }
  return std::nullopt;
}

std::optional<Start> start_of(const std::vector<Item>& words, std::string_view name) {
  const auto word = [&](std::size_t at) {
    return at < words.size() ? std::string_view(words[at].text.bytes()) : std::string_view();
  };
  if (name.starts_with("python") || name.starts_with("pypy")) {
    std::size_t at = 1;
    while (word(at).starts_with('-') && word(at) != "-m") ++at;
    if (word(at) != "-m" || word(at + 1) != "pip") return std::nullopt;
    return program_named("pip", at + 2);
  }
  if (name == "uv" && word(1) == "pip") return program_named("pip", 2);
  return program_named(name, 1);
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

std::unique_ptr<const PackageCommand> read_package_command(const std::vector<Item>& words,
                                                           std::string_view program) {
  const std::optional<Start> start = start_of(words, program);
  if (!start) return nullptr;
  auto command = std::make_unique<PackageCommand>();
  PackageCommand& read = *command;
  read.manager = start->manual->manager;
  read.program = start->program;
  read.packages.reserve(words.size());
  for (std::size_t at = start->words; at < words.size(); ++at) {
    const Item& item = words[at];
    const std::string& word = item.text.bytes();
    read.open = read.open || item.may_split;
    if (word.size() > 1 && word.front() == '-' && word != "--") {
      read.options.push_back(&item);
      if (find_in(start->manual->valued, word) != nullptr && at + 1 < words.size()) {
        read.values.push_back(&words[++at]);
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
    if (const Verb* const verb =
            find_in(start->manual->verbs, read.verb->text.bytes(), &Verb::name)) {
      read.action = verb->action;
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
  return command;
}

}  // namespace boltseal
