#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "model/package_command.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;

struct Switch {
  Manager manager;
  std::string_view option;  // the whole word, or its beginning up to "="
  std::string_view says;
};
// apt-get(8), apk(8), yum.conf(5), dnf.conf(5), zypper(8), pip's reference, npm-config(7), gem(1).
constexpr std::array switches = {
    Switch{Manager::apt, "--allow-unauthenticated", "installs packages without a valid signature"},
    Switch{Manager::apt, "--force-yes", "installs packages without a valid signature"},
    Switch{Manager::apt, "--allow-insecure-repositories",
           "takes package lists without a valid signature"},
    Switch{Manager::apk, "--allow-untrusted", "installs packages without a trusted signature"},
    Switch{Manager::yum, "--nogpgcheck", "installs packages without checking their signatures"},
    Switch{Manager::yum, "--no-gpgchecks", "installs packages without checking their signatures"},
    Switch{Manager::zypper, "--no-gpg-checks",
           "installs packages without checking their signatures"},
    Switch{Manager::zypper, "--allow-unsigned-rpm", "installs packages without a signature"},
    Switch{Manager::pip, "--trusted-host", "takes packages from a host with any certificate"},
    Switch{Manager::gem, "--force-insecure", "takes packages without a check"},
};

// name=value settings that an option or a configuration file brings.
constexpr std::array<std::string_view, 9> settings = {"gpgcheck=0",
                                                      "gpgcheck=false",
                                                      "gpgcheck=no",
                                                      "sslverify=0",
                                                      "sslverify=false",
                                                      "[trusted=yes",
                                                      "APT::Get::AllowUnauthenticated=true",
                                                      "Acquire::AllowInsecureRepositories=true",
                                                      "SigLevel=Never"};

bool is(const Item& item, std::string_view text) { return item.text.bytes() == text; }

// The option with its value when it has one in a word of its own.
Origin with_value(const ShellCommand& command, const Item* option) {
  Origin origin = option->origin;
  const auto next = static_cast<std::size_t>(option - command.words.data()) + 1;
  if (option->text.bytes().find('=') == std::string::npos && next < command.words.size() &&
      command.words[next].origin.file == origin.file &&
      command.words[next].origin.span.begin > origin.span.end) {
    origin.span.end = command.words[next].origin.span.end;
  }
  return origin;
}

std::optional<Change> mend(const Item& option, const Origin& whole,
                           const PackageCommand& packages) {
  // The next command may be told to agree by nothing else.
  const bool agrees = option.text.bytes() == "--force-yes" && !packages.has_option("y") &&
                      !packages.has_option("--yes") && !packages.has_option("--assume-yes");
  if (!stands_as_read(option)) return std::nullopt;
  // A file that was fetched or copied has no signature that the system could know, and a server
  // without TLS no certificate: somebody has to say first where the trust comes from.
  const auto is_unsigned = [](const Item* item) {
    return item->text.bytes().find('/') != std::string::npos ||
           item->text.bytes().find("http://") != std::string::npos;
  };
  if (std::ranges::any_of(packages.packages, is_unsigned) ||
      std::ranges::any_of(packages.values, is_unsigned)) {
    return std::nullopt;
  }
  Rewriting rewriting;
  if (agrees) {
    rewriting.replace(whole, "-y");
  } else {
    rewriting.remove_word(whole);
  }
  return rewriting.change(Safety::behaviour,
                          "packages of a source whose key is not installed, until it is");
}

void check_packages(const ShellCommand& command, Findings& findings) {
  const PackageCommand* const packages = command.packages();
  if (!packages) return;
  for (const Item* option : packages->options) {
    const std::string& word = option->text.bytes();
    for (const Switch& each : switches) {
      if (each.manager != packages->manager || !word.starts_with(each.option)) continue;
      if (word.size() > each.option.size() && word[each.option.size()] != '=') continue;
      const Origin site =
          packages->manager == Manager::pip ? with_value(command, option) : option->origin;
      findings
          .add(site, "option[" + word + "]",
               std::string(packages->program) + " " + std::string(each.says) + " (" + word + ")")
          .change = mend(*option, site, *packages);
    }
  }
  // npm config set strict-ssl false, npm install --strict-ssl=false
  if (packages->manager != Manager::npm && packages->manager != Manager::yarn &&
      packages->manager != Manager::pnpm) {
    return;
  }
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const Item& item = command.words[at];
    std::string_view word = item.text.bytes();
    while (word.starts_with('-')) word.remove_prefix(1);
    const bool next_is_false = at + 1 < command.words.size() && is(command.words[at + 1], "false");
    if (word == "strict-ssl=false" || word == "no-strict-ssl" ||
        ((word == "strict-ssl" || word == "strictSSL" || word == "enableStrictSsl") &&
         next_is_false)) {
      findings.add(
          word.find('=') == std::string_view::npos && next_is_false ? with_value(command, &item)
                                                                    : item.origin,
          "option[strict-ssl]",
          std::string(packages->program) + " takes packages from a registry with any certificate");
      return;
    }
  }
}

// In `sed s/gpgcheck=0/gpgcheck=1/` what stands first is taken away.
bool is_replaced(const ShellCommand& command, std::string_view word, std::size_t at) {
  if (command.program() != "sed" || word.size() < 2) return false;
  const std::size_t s = word.find('s');
  if (s == std::string_view::npos || s + 1 >= word.size() || at < s) return false;
  return std::ranges::count(word.substr(s, at - s), word[s + 1]) < 2;
}

void check_settings(const ShellCommand& command, Findings& findings) {
  for (std::size_t at = 1; at < command.words.size(); ++at) {
    const Item& item = command.words[at];
    const std::string& word = item.text.bytes();
    for (const std::string_view setting : settings) {
      const std::size_t found = word.find(setting);
      if (found == std::string::npos || !item.text.is_known_at(found)) continue;
      // repo_gpgcheck=0 is about the list, whose packages are still signed one by one.
      if (found > 0 && word[found - 1] == '_') continue;
      if (is_replaced(command, word, found)) continue;
      const bool list = setting == "[trusted=yes";
      findings.add(
          item.origin, "setting[" + std::string(setting) + "]",
          list ? "packages of this source are installed without a valid signature "
                 "([trusted=yes])"
               : "packages are installed without a check, because of " + std::string(setting));
      return;
    }
  }
  if (command.program() == "rpm") {
    for (const Item& item : command.words) {
      if (!is(item, "--nosignature") && !is(item, "--nodigest") && !is(item, "--nofiledigest")) {
        continue;
      }
      findings.add(item.origin, "option[" + item.text.bytes() + "]",
                   "rpm installs packages without checking them (" + item.text.bytes() + ")");
      return;
    }
  }
  if (command.program() == "dpkg") {
    for (const Item& item : command.words) {
      if (!is(item, "--force-bad-verify")) continue;
      findings.add(item.origin, "option[--force-bad-verify]",
                   "dpkg installs packages whose check has failed");
      return;
    }
  }
}

void check(const Step& step, Findings& findings) {
  for (const ShellCommand& command : step.commands) {
    // `sudo apt-get …` is listed as sudo and as apt-get.
    const std::string_view program = command.program();
    if (program == "sudo" || program == "env" || program == "xargs") continue;
    check_packages(command, findings);
    if (program != "grep" && program != "test" && program != "[") {
      check_settings(command, findings);
    }
  }
}

}  // namespace

extern const Rule supply_unauthenticated_packages{
    .summary = "Packages are installed without authentication",
    .what =
        "A command of a build or of a host's first-boot script tells the package manager to take "
        "what it cannot authenticate: `--allow-unauthenticated` and `[trusted=yes]` of apt, "
        "`--allow-untrusted` of apk, `--nogpgcheck` and `gpgcheck=0` of yum and dnf, "
        "`--no-gpg-checks` of zypper, `--trusted-host` of pip, `strict-ssl false` of npm, "
        "`--nosignature` of rpm.",
    .why =
        "The signature is the only thing that ties a package to its distribution: mirrors, caches "
        "and the network in between are not trusted by design. Without it every one of them can "
        "put a program of its own into the image, and its scripts run as root at once.",
    .remedy =
        "Install the publisher's key (`signed-by=` in the source, `rpm --import`, `/etc/apk/keys`) "
        "or the certificate authority of your own registry, and remove the option.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.11", "NIST SP 800-190 4.1.5", "CWE-347",
                   "https://manpages.debian.org/stable/apt/apt-secure.8.en.html"},
    .step = check,
    .on_images = true,
};

}  // namespace boltseal
