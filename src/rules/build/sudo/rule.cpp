#include <algorithm>
#include <string>
#include <string_view>

#include "model/image_contents.h"
#include "model/known_images.h"
#include "model/package_command.h"
#include "model/rewrite.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// A word that lets somebody become root without a password, as it is written to /etc/sudoers.
const Item* grants_root(const ShellCommand& command) {
  for (const Item& item : command.words) {
    if (item.text.bytes().find("NOPASSWD") != std::string::npos) return &item;
  }
  return nullptr;
}

const Item* installs_sudo(const ShellCommand& command) {
  const PackageCommand* const packages = command.packages();
  if (!packages || packages->action != PackageCommand::Action::install) return nullptr;
  const auto found = std::ranges::find_if(
      packages->packages, [](const Item* item) { return item->text.bytes() == "sudo"; });
  return found == packages->packages.end() ? nullptr : *found;
}

// Takes sudo out of steps that root runs anyway, and the package with it.
std::optional<Change> mend(const std::vector<const Stage*>& lineage) {
  const Level base = level_of_image(lineage.back()->base, lineage.back()->from);
  const Value<User>& first = base.facts.get(fact::user);
  bool is_root = first.is_known() && first->is_root() == Truth::yes;
  Rewriting rewriting;
  for (auto stage = lineage.rbegin(); stage != lineage.rend(); ++stage) {
    for (const Instruction& instruction : (*stage)->instructions) {
      if (instruction.name == "USER" && !instruction.arguments.empty()) {
        const std::string& user = instruction.arguments.front().text.bytes();
        is_root = user == "root" || user == "0";
      }
      for (const ShellCommand& command : instruction.commands) {
        const Item* const package = installs_sudo(command);
        if (package != nullptr) {
          if (command.packages()->packages.size() < 2) return std::nullopt;
          rewriting.remove_word(package->origin);
        }
        if (command.program() == "sudo") {
          if (!is_root || command.words.size() < 2 || !stands_as_read(command.words.front()) ||
              command.words[1].text.bytes().starts_with('-') ||
              command.words[1].text.bytes().find('=') != std::string::npos) {
            return std::nullopt;
          }
          Origin word = command.words.front().origin;
          word.span.end = command.words[1].origin.span.begin;
          rewriting.replace(word, {});
          continue;
        }
        // sudoers, the group sudo: somebody is meant to use it.
        for (const Item& word : command.words) {
          if (&word != package && word.text.bytes().find("sudo") != std::string::npos) {
            return std::nullopt;
          }
        }
      }
    }
  }
  return rewriting.change(Safety::behaviour, "scripts that call sudo");
}

// One image has one cause: the rule without a password, else the package, else the first use.
void check(const Build& build, Findings& findings) {
  const Item* granted = nullptr;
  const Item* installed = nullptr;
  const ShellCommand* used = nullptr;
  for (const Stage* stage : build.lineage()) {
    for (const Instruction& instruction : stage->instructions) {
      for (const ShellCommand& command : instruction.commands) {
        if (granted == nullptr) granted = grants_root(command);
        if (installed == nullptr) installed = installs_sudo(command);
        if (used == nullptr && command.program() == "sudo") used = &command;
      }
    }
  }
  if (granted != nullptr) {
    findings.add(granted->origin, "sudo", "a user of the image may become root without a password")
        .severity = Severity::medium;
  } else if (installed != nullptr) {
    findings
        .add(installed->origin, "sudo",
             "sudo is installed, a set-uid program that is there to become root")
        .change = mend(build.lineage());
  } else if (used != nullptr) {
    findings
        .add(used->words.front().origin, "sudo",
             "the build uses sudo, so the image holds it and a user who may become root")
        .change = mend(build.lineage());
  }
}

// A line of sudoers(5) that is no comment and asks for no password.
bool grants_root(std::string_view sudoers) {
  for (std::size_t begin = 0; begin < sudoers.size();) {
    const std::size_t end = std::min(sudoers.find('\n', begin), sudoers.size());
    const std::string_view line = sudoers.substr(begin, end - begin);
    const std::size_t at = line.find("NOPASSWD");
    if (at != std::string_view::npos && line.substr(0, at).find('#') == std::string_view::npos) {
      return true;
    }
    begin = end + 1;
  }
  return false;
}

void check_contents(const ImageContents& image, Findings& findings) {
  const ContainedFile* program = nullptr;
  const ContainedFile* grant = nullptr;
  for (const ContainedFile& file : image.files) {
    if (file.is_hidden) continue;
    if (program == nullptr && file.is_set_uid() && file.path.ends_with("/bin/sudo")) {
      program = &file;
    }
    const bool is_policy = file.path == "/etc/sudoers" || file.path.starts_with("/etc/sudoers.d/");
    if (grant == nullptr && is_policy && file.body && grants_root(*file.body)) grant = &file;
  }
  if (program == nullptr) return;
  if (grant != nullptr) {
    findings.add(grant->origin, "sudo", grant->path + " lets a user become root without a password")
        .severity = Severity::medium;
  } else {
    findings.add(program->origin, "sudo",
                 program->path + " is a set-uid program that is there to become root");
  }
}

}  // namespace

extern const Rule build_sudo{
    .summary = "sudo in the image",
    .what =
        "The stage that becomes the image, or one that it starts from, lets a user become root "
        "without a password (`NOPASSWD`), installs `sudo`, or uses it in a `RUN`; a finished image "
        "holds `sudo`. It is said once for an image.",
    .why =
        "The user that a container runs as is the wall between a broken program and root. `sudo` "
        "is a door in it, and without a password it stands open. Its own flaws (CVE-2021-3156) "
        "make root of any user as well.",
    .remedy =
        "Do what needs root before `USER`, without `sudo`; where the entrypoint has to give up "
        "root, use `gosu` or `setpriv`, which only go down.",
    .severity = Severity::low,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 4.8", "NIST SP 800-190 4.4.3", "CWE-250"},
    .build = check,
    .contents = check_contents,
};

}  // namespace boltseal
