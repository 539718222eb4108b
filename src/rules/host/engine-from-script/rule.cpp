#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "model/download.h"
#include "model/engine_installer.h"
#include "rules/rule.h"

namespace boltseal {
namespace {

bool is_shell(std::string_view program) {
  return program == "sh" || program == "bash" || program == "dash" || program == "ash";
}

// Whether one of the next commands runs what was fetched: through a pipe, or from its file.
bool is_run(const std::vector<ShellCommand>& commands, std::size_t at, const Text& file) {
  const std::string_view path = file.bytes();
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (std::size_t next = at + 1; next < commands.size(); ++next) {
    const ShellCommand& command = commands[next];
    if (name.empty()) {
      if (!command.piped_from_previous) return false;
      if (is_shell(command.program())) return true;
      continue;
    }
    if (command.program() == name) return true;
    if (is_shell(command.program()) && std::ranges::any_of(command.words, [&](const Item& word) {
          return word.text.bytes().ends_with(name);
        })) {
      return true;
    }
  }
  return false;
}

void check(const Host& host, Findings& findings) {
  if (std::ranges::any_of(host.commands, verifies_download)) return;
  // Each looks at all later commands; nobody installs more engines than these.
  constexpr int limit = 20;
  int count = 0;
  for (std::size_t at = 0; at < host.commands.size(); ++at) {
    for (const Download& download : read_downloads(host.commands[at])) {
      const EngineInstaller* const installer = engine_installer_at(download.url.bytes());
      if (installer == nullptr) continue;
      if (++count > limit) return;
      if (!is_run(host.commands, at, download.file)) continue;
      findings
          .add(download.address->origin, fact_path(Fact::engine_install, installer->engine),
               "the host gets " + std::string(installer->engine) +
                   " from a script that is whatever its server sends at that moment")
          .remedy = "install " + std::string(installer->instead);
    }
  }
}

}  // namespace

extern const Rule host_engine_from_script{
    .summary = "Engine is installed by a downloaded script",
    .what =
        "A host's first-boot script or cloud-config fetches the installation script of Docker, k3s "
        "or RKE2 (`get.docker.com`, `get.k3s.io` …) and runs it, piped or from a file, without "
        "comparing it with a checksum.",
    .why =
        "The script runs as root and installs the newest version there is: two hosts of one day "
        "differ, an update comes when nobody planned it, and nobody sees what was run. Docker "
        "itself says that its script is not for production.",
    .remedy =
        "Add the publisher's package repository with its key and install a version that was "
        "tested, for instance `apt-get install docker-ce=5:29.*`; or build the engine into the "
        "machine image.",
    .severity = Severity::medium,
    .profile = Profile::standard,
    .references = {"CIS Docker 1.6.0 1.2.1", "NIST SP 800-190 4.5.3", "CWE-494",
                   "https://docs.docker.com/engine/install/ubuntu/"
                   "#install-using-the-convenience-script"},
    .host = check,
};

}  // namespace boltseal
