#include <map>
#include <string>

#include "model/running_container.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

// A package's configuration is there to be changed.
bool is_configuration(const std::string& path) {
  return path.starts_with("/etc/") || path.starts_with("/var/");
}

void check(const RunningContainer& container, Findings& findings) {
  std::map<std::string, std::string> first;  // of each package
  std::map<std::string, std::size_t> count;
  for (const WrittenFile& file : container.written) {
    if (file.package.empty() || is_configuration(file.path)) continue;
    first.emplace(file.package, file.path);
    ++count[file.package];
  }
  for (const auto& [package, path] : first) {
    const std::size_t more = count[package] - 1;
    findings.add(
        container.declared->site(), "written_files[" + package + "]",
        path +
            (more > 0 ? " and " + std::to_string(more) + (more == 1 ? " more file" : " more files")
                      : "") +
            " of the package " + package + " changed since the container was created");
  }
}

}  // namespace

extern const Rule supply_changed_package_file{
    .summary = "File of an installed package was changed",
    .what =
        "The writable layer of a container holds a file of a package that dpkg or apk installed in "
        "the image, outside of `/etc` and `/var`: it was replaced after the container was created. "
        "Speaks in `boltseal audit`.",
    .why =
        "What was scanned is not what runs: either somebody upgraded packages inside a running "
        "container, which the next start undoes, or exchanged a program.",
    .remedy =
        "Build the image anew with the upgraded packages and replace the container; then start it "
        "with a read-only root.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"https://attack.mitre.org/techniques/T1554/"},
    .running = check,
};

}  // namespace boltseal
