#include <algorithm>
#include <string>
#include <string_view>

#include "model/package_command.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

using Manager = PackageCommand::Manager;

// A file or an address is its own version.
bool is_file(std::string_view word) {
  return word.starts_with('.') || word.starts_with('/') ||
         word.find("://") != std::string_view::npos ||
         word.find("git+") != std::string_view::npos || word.ends_with(".deb") ||
         word.ends_with(".rpm") || word.ends_with(".apk") || word.ends_with(".whl") ||
         word.ends_with(".tgz") || word.ends_with(".tar.gz") || word.ends_with(".gem");
}

// "curl-8.5.0", "curl-8.5.0-1.fc43": a dash before a digit, which names of packages hardly have
// before their last part.
bool has_rpm_version(std::string_view word) {
  for (std::size_t at = word.find('-'); at != std::string_view::npos; at = word.find('-', at + 1)) {
    if (at + 1 < word.size() && word[at + 1] >= '0' && word[at + 1] <= '9' &&
        word.find('.', at) != std::string_view::npos) {
      return true;
    }
  }
  return word.find('=') != std::string_view::npos || word.find('*') != std::string_view::npos;
}

bool is_pinned(Manager manager, std::string_view word) {
  if (is_file(word)) return true;
  const auto has = [&](std::string_view part) { return word.find(part) != std::string_view::npos; };
  switch (manager) {
    case Manager::apt: return has("=") || has("/") || word.ends_with('-');
    case Manager::apk:  // "~=" and ">" are constraints too; ".name" a virtual package
      return has("=") || has("~") || has("<") || has(">") || has("@");
    case Manager::yum: return has_rpm_version(word) || word.starts_with('@');
    case Manager::zypper: return has("=") || has("<") || has(">") || has_rpm_version(word);
    case Manager::pacman: return true;  // Arch has one version only
    case Manager::pip: return has("==") || has("===") || has("@") || has("~=");
    case Manager::npm:
    case Manager::yarn:
    case Manager::pnpm: return word.find('@', 1) != std::string_view::npos;
    case Manager::gem: return has(":");
  }
  return true;
}

bool is_pinned_elsewhere(const PackageCommand& packages) {
  // pip install -r requirements.txt -c constraints.txt; gem install x -v 1.2
  return (packages.manager == Manager::pip &&
          (packages.has_option("--constraint") || packages.has_option("-c") ||
           packages.has_option("--require-hashes"))) ||
         (packages.manager == Manager::gem &&
          (packages.has_option("--version") || packages.has_option("v")));
}

void check_command(const ShellCommand& command, Findings& findings) {
  const PackageCommand* const packages = command.packages();
  if (!packages || packages->action != PackageCommand::Action::install) return;
  if (packages->manager == Manager::apt && packages->verb->text.bytes() == "build-dep") return;
  if (is_pinned_elsewhere(*packages)) return;
  const Item* first = nullptr;
  std::size_t count = 0;
  for (const Item* package : packages->packages) {
    if (!package->text.is_known() || is_pinned(packages->manager, package->text.bytes())) continue;
    if (first == nullptr) first = package;
    ++count;
  }
  if (first == nullptr) return;
  const std::string& name = first->text.bytes();
  findings.add(
      first->origin, "packages[" + name + "]",
      (count == 1 ? name + " is" : name + " and " + std::to_string(count - 1) + " more are") +
          " installed in whatever version " + std::string(packages->program) +
          " finds at that moment");
}

void check(const Build& build, Findings& findings) {
  for (const Stage& stage : build.stages) {
    for (const Instruction& instruction : stage.instructions) {
      for (const ShellCommand& command : instruction.commands) check_command(command, findings);
    }
  }
}

}  // namespace

extern const Rule build_unpinned_packages{
    .summary = "Packages without a version",
    .what =
        "A `RUN` installs a package by name alone with apt, apk, yum or dnf, zypper, pip, npm, "
        "yarn, pnpm or gem. It is said once for a command. Files, addresses, requirement and lock "
        "files, and names that are variables are not reported.",
    .why =
        "The same Dockerfile gives another image tomorrow: a build breaks although nothing was "
        "changed, nobody can say which version was tested, and a package that was taken over "
        "reaches the image on the day of the theft.",
    .remedy =
        "Name the version (`curl=8.5.*`, `flask==3.1.2`) or install from a lock file with hashes, "
        "and let a bot raise it. For the packages of a distribution a pinned base image and a "
        "snapshot of its archive do the same with less work.",
    .severity = Severity::low,
    .profile = Profile::strict,
    .references = {"CIS Docker 1.6.0 4.11", "CIS Docker 1.6.0 4.7",
                   "https://docs.docker.com/build/building/best-practices/#version-pinning"},
    .build = check,
};

}  // namespace boltseal
