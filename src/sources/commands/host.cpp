#include "sources/commands/host.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "model/engine_installer.h"

namespace boltseal::commands {
namespace {

bool has_word(const ShellCommand& command, std::string_view word) {
  return std::any_of(command.words.begin() + 1, command.words.end(),
                     [&](const Item& each) { return each.text.bytes() == word; });
}

/// The first operand, which package managers take as their command, and the operands after it.
std::size_t first_operand(const ShellCommand& command) {
  std::size_t at = 1;
  while (at < command.words.size()) {
    const std::string& word = command.words[at].text.bytes();
    if (word == "-o" || word == "-c" || word == "-t") {  // apt-get's options with a value
      at += 2;
    } else if (word.starts_with("-")) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

std::size_t operands_after(const ShellCommand& command, std::size_t at) {
  std::size_t count = 0;
  for (++at; at < command.words.size(); ++at) {
    if (!command.words[at].text.bytes().starts_with("-")) ++count;
  }
  return count;
}

/// Whether the command brings all installed packages up to date. `apt-get update` only reads lists.
bool updates_packages(const ShellCommand& command) {
  const std::string_view program = command.program();
  const std::size_t at = first_operand(command);
  if (program == "unattended-upgrade" || program == "unattended-upgrades") return true;
  if (program == "pacman") {
    return std::any_of(command.words.begin(), command.words.end(), [](const Item& word) {
      return word.text.bytes().starts_with("-S") &&
             word.text.bytes().find('u') != std::string::npos;
    });
  }
  if (at >= command.words.size()) return false;
  const std::string& verb = command.words[at].text.bytes();
  if (program == "apt-get" || program == "apt" || program == "aptitude") {
    return verb == "upgrade" || verb == "dist-upgrade" || verb == "full-upgrade" ||
           verb == "safe-upgrade";
  }
  if (program == "yum" || program == "dnf" || program == "microdnf" || program == "tdnf") {
    const bool all = verb == "update" || verb == "upgrade" || verb == "distro-sync";
    return all && operands_after(command, at) == 0;
  }
  if (program == "zypper") {
    return verb == "up" || verb == "update" || verb == "patch" || verb == "dup" ||
           verb == "dist-upgrade";
  }
  if (program == "apk") return verb == "upgrade";
  return false;
}

bool enables_upgrades(const ShellCommand& command) {
  static constexpr std::array<std::string_view, 8> names = {
      "unattended-upgrades",         "dnf-automatic",           "yum-cron",
      "dnf-automatic.timer",         "apt-daily-upgrade.timer", "dnf-automatic-install.timer",
      "unattended-upgrades.service", "yum-cron-security"};
  const std::string_view program = command.program();
  const bool manages = program == "apt-get" || program == "apt" || program == "yum" ||
                       program == "dnf" || program == "systemctl" ||
                       program == "dpkg-reconfigure" || program == "service";
  if (!manages || has_word(command, "remove") || has_word(command, "purge") ||
      has_word(command, "disable") || has_word(command, "stop") || has_word(command, "mask")) {
    return false;
  }
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return has_word(command, name); });
}

/// The engine's package or script that a command installs.
const Item* engine_install(const ShellCommand& command) {
  static constexpr std::array<std::string_view, 10> packages = {
      "docker",     "docker.io",     "docker-ce",   "docker-engine", "podman",
      "containerd", "containerd.io", "moby-engine", "cri-o",         "lxd"};
  const std::string_view program = command.program();
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const std::string& word = command.words[at].text.bytes();
    if ((program == "curl" || program == "wget") && engine_installer_at(word) != nullptr) {
      return &command.words[at];
    }
  }
  if (program != "apt-get" && program != "apt" && program != "yum" && program != "dnf" &&
      program != "zypper" && program != "apk" && program != "snap" &&
      program != "amazon-linux-extras") {
    return nullptr;
  }
  if (!has_word(command, "install") && !has_word(command, "add") && !has_word(command, "in")) {
    return nullptr;
  }
  for (std::size_t at = 2; at < command.words.size(); ++at) {
    const std::string& word = command.words[at].text.bytes();
    const std::string name = word.substr(0, word.find('='));
    if (std::find(packages.begin(), packages.end(), name) != packages.end())
      return &command.words[at];
  }
  return nullptr;
}

/// What a command asks the kernel's audit to watch: `auditctl -w PATH`, or a file of rules that it
/// writes.
void read_audit_rules(const ShellCommand& command, Facts& facts) {
  const auto add = [&](const Item& rule) {
    if (facts.get(fact::audit_rules)->size() < 200) facts.add(fact::audit_rules, rule);
  };
  const auto is_rules = [](const Item& path) {
    return path.text.bytes().starts_with("/etc/audit/");
  };
  if (command.program() == "auditctl") {
    for (std::size_t at = 1; at + 1 < command.words.size(); ++at) {
      if (command.words[at].text.bytes() == "-w") add(command.words[at + 1]);
    }
  }
  for (const Item& file : command.redirects) {
    if (is_rules(file)) add(file);
  }
  if (command.program() != "tee" && command.program() != "cp" && command.program() != "curl" &&
      command.program() != "wget" && command.program() != "install") {
    return;
  }
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    if (is_rules(command.words[at])) add(command.words[at]);
  }
}

/// Whether the command hands the machine to something that is not read here.
bool runs_elsewhere(const ShellCommand& command) {
  static constexpr std::array<std::string_view, 10> managers = {
      "ansible-playbook", "ansible-pull", "puppet",    "chef-client", "salt-call",
      "cfn-init",         "cloud-init",   "chef-solo", "salt-minion", "nixos-rebuild"};
  const std::string_view program = command.program();
  if (std::find(managers.begin(), managers.end(), program) != managers.end()) return true;
  if (program == "source" || program == ".") return true;
  // A script that came from elsewhere; the engine's own installer is known not to update a host.
  const bool is_shell = program == "bash" || program == "sh";
  if (is_shell && command.words.size() > 1) {
    const Item& first = command.words[1];
    return !first.text.bytes().starts_with("-") && !first.text.bytes().starts_with("get-docker");
  }
  const std::string& path = command.words[0].text.bytes();
  return path.starts_with("./") || path.ends_with(".sh") || !command.words[0].text.is_known_at(0);
}

void add_groups(const Item& users, const Item& groups, Reader& reader) {
  // `docker,wheel` are two groups, each with its own bytes where they stand so.
  const std::string& bytes = groups.text.bytes();
  const Origin& origin = groups.origin;
  const bool exact =
      origin.has_place() &&
      std::string_view(origin.file->text).substr(origin.span.begin, origin.span.size()) == bytes;
  std::size_t begin = 0;
  while (begin <= bytes.size()) {
    const std::size_t comma = std::min(groups.text.find(',', begin), bytes.size());
    Item group{groups.text.substr(begin, comma - begin), origin};
    if (exact) {
      group.origin.span.begin = origin.span.begin + static_cast<std::uint32_t>(begin);
      group.origin.span.end = origin.span.begin + static_cast<std::uint32_t>(comma);
    }
    if (!group.text.empty()) reader.inventory.grants.push_back(membership(users, group));
    begin = comma + 1;
  }
}

}  // namespace

Grant membership(const Item& user, const Item& group) {
  Grant grant;
  grant.kind = Grant::Kind::membership;
  grant.name = "user " + user.text.bytes();
  grant.holders.push_back(user);
  grant.group = group;
  grant.site = group.origin;
  return grant;
}

void read_memberships(std::span<const ShellCommand> commands, Reader& reader) {
  for (const ShellCommand& command : commands) {
    const std::string_view program = command.program();
    const std::vector<Item>& words = command.words;
    if (program == "usermod" || program == "useradd") {
      const Item* groups = nullptr;
      const Item* user = nullptr;
      for (std::size_t at = 1; at < words.size(); ++at) {
        const std::string& word = words[at].text.bytes();
        if (word.starts_with("--groups=")) continue;
        if (word == "--groups" ||
            (word.size() > 1 && word[0] == '-' && word[1] != '-' && word.back() == 'G')) {
          if (at + 1 < words.size()) groups = &words[++at];
        } else if (word.size() == 2 && word[0] == '-' &&
                   std::string_view("cdefgklpsuvwZ").find(word[1]) != std::string_view::npos) {
          ++at;
        } else if (!word.starts_with("-")) {
          user = &words[at];
        }
      }
      if (groups != nullptr && user != nullptr) add_groups(*user, *groups, reader);
    } else if (program == "gpasswd") {
      // gpasswd -a USER GROUP
      if (words.size() == 4 &&
          (words[1].text.bytes() == "-a" || words[1].text.bytes() == "--add")) {
        add_groups(words[2], words[3], reader);
      }
    } else if (program == "adduser" || program == "addgroup") {
      std::vector<const Item*> operands;
      bool creates = false;
      for (std::size_t at = 1; at < words.size(); ++at) {
        if (words[at].text.bytes().starts_with("-")) {
          creates = true;
        } else {
          operands.push_back(&words[at]);
        }
      }
      if (!creates && operands.size() == 2) add_groups(*operands[0], *operands[1], reader);
    }
  }
}

Host read_host(std::string name, const Origin& site, std::vector<ShellCommand> commands) {
  Host host;
  host.name = std::move(name);
  host.platform = Platform::unknown;
  Level level;
  level.kind = LevelKind::daemon;
  level.name = host.name;
  level.site = site;
  for (const ShellCommand& command : commands) {
    if (command.words.empty()) continue;
    if (updates_packages(command)) level.facts.set(fact::packages_updated, true, command.origin);
    if (enables_upgrades(command)) level.facts.set(fact::unattended_upgrades, true, command.origin);
    if (const Item* install = engine_install(command)) {
      level.facts.set(fact::engine_install, install->text, install->origin);
    }
    read_audit_rules(command, level.facts);
    if (!level.open && runs_elsewhere(command)) level.open = command.origin;
  }
  host.levels.push_back(std::move(level));
  host.commands = std::move(commands);
  return host;
}

}  // namespace boltseal::commands
