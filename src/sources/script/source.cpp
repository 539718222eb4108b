#include <algorithm>
#include <array>
#include <string>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/commands/host.h"
#include "sources/script/script.h"
#include "sources/source.h"

namespace boltseal {
namespace script {

bool is_shebang(std::string_view text) {
  if (!text.starts_with("#!")) return false;
  const std::string_view line =
      trim(text.substr(2, std::min(text.find('\n'), std::size_t{200}) - 2));
  // The interpreter, or what env starts: "#!/usr/bin/env bash", "#!/bin/sh -e".
  for (std::string_view word : split(line, ' ')) {
    const std::string_view name = base_name(trim(word));
    if (name == "env" || name.empty() || name.starts_with("-")) continue;
    return name == "sh" || name == "bash" || name == "dash" || name == "ash" || name == "ksh" ||
           name == "zsh";
  }
  return false;
}

bool is_first_boot(std::string_view path) {
  static constexpr std::array<std::string_view, 9> names = {
      "user-data", "user_data", "userdata",       "cloud-init",    "cloud_init",
      "cloudinit", "bootstrap", "startup-script", "startup_script"};
  const std::string name = to_lower(base_name(path));
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view each) { return name.find(each) != std::string::npos; });
}

void read(const Document& document, Reader& reader) {
  shell::Script script = commands::read_script(document, reader);
  if (!is_first_boot(document.path())) return;
  const std::string_view text = document.text();
  const auto line = static_cast<std::uint32_t>(std::min(text.find('\n'), text.size()));
  Host host = commands::read_host("host of " + document.path(), document.origin({0, line}),
                                  std::move(script.commands));
  Facts& facts = host.levels.back().facts;
  for (const shell::WrittenFile& file : script.written) {
    // apt's own switch for unattended upgrades
    if (file.path.bytes().find("auto-upgrades") != std::string::npos) {
      facts.set(fact::unattended_upgrades, true,
                file.document.origin({0, static_cast<std::uint32_t>(file.document.text().size())}));
    }
  }
  // A script that touches no package and no engine prepares something else than a machine.
  const bool prepares =
      std::any_of(host.commands.begin(), host.commands.end(), [](const ShellCommand& command) {
        static constexpr std::array<std::string_view, 9> programs = {
            "apt-get", "apt", "yum", "dnf", "zypper", "apk", "systemctl", "docker", "podman"};
        return std::find(programs.begin(), programs.end(), command.program()) != programs.end();
      });
  if (prepares || facts.states(Fact::engine_install))
    reader.inventory.hosts.push_back(std::move(host));
}

}  // namespace script

namespace {

bool claims_path(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  return name.ends_with(".sh") || name.ends_with(".bash");
}

bool claims_text(std::string_view, std::string_view text) { return script::is_shebang(text); }

}  // namespace

extern const Source script_source{
    .name = "script",
    .title = "shell script",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = script::read,
    .write = commands::write_script,
    .spell = commands::spell,
};

}  // namespace boltseal
