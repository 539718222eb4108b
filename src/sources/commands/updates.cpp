#include "sources/commands/updates.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "base/text.h"

namespace boltseal::commands {
namespace {

/// Whose packages a package manager installs.
Packages family_of(std::string_view program) {
  if (program == "apt-get" || program == "apt" || program == "aptitude") return Packages::apt;
  if (program == "dnf") return Packages::dnf;
  const bool is_other = program == "yum" || program == "microdnf" || program == "tdnf" ||
                        program == "zypper" || program == "apk" || program == "pacman" ||
                        program == "emerge" || program == "rpm-ostree";
  return is_other ? Packages::other : Packages::unknown;
}

/// Where the line of a command begins, when nothing but `sudo` stands before it there and no line
/// above goes on in it.
std::optional<std::uint32_t> line_of(const Document& document, const ShellCommand& command) {
  const std::string_view text = document.text();
  const auto local = document.to_local(command.origin.span);
  if (!local || command.conditional || command.piped_from_previous) return std::nullopt;
  const std::size_t feed =
      local->begin == 0 ? std::string_view::npos : text.rfind('\n', local->begin - 1);
  const std::size_t start = feed == std::string_view::npos ? 0 : feed + 1;
  std::string_view lead = trim(text.substr(start, local->begin - start));
  while (lead.starts_with("sudo") || lead.starts_with("DEBIAN_FRONTEND=")) {
    lead = trim(lead.substr(std::min(lead.find(' '), lead.size())));
  }
  if (!lead.empty()) return std::nullopt;
  const std::string_view above = trim(text.substr(0, start));
  for (const std::string_view open : {"\\", "&&", "||", "|", "(", "{"}) {
    if (above.ends_with(open)) return std::nullopt;
  }
  return static_cast<std::uint32_t>(start);
}

}  // namespace

Packages packages_of(std::span<const ShellCommand> commands) {
  std::set<Packages> seen;
  for (const ShellCommand& command : commands) {
    const Packages family = family_of(command.program());
    if (family != Packages::unknown) seen.insert(family);
  }
  if (seen.empty()) return Packages::unknown;
  return seen.size() == 1 ? *seen.begin() : Packages::several;
}

Result<std::vector<Edit>> write_updates(const Document& document,
                                        std::span<const ShellCommand> commands) {
  const auto refuse = [&](std::string why) { return fail(std::move(why), document.file().path); };
  const Packages packages = packages_of(commands);
  if (packages == Packages::unknown) {
    return refuse("nothing here says which distribution this is, and so how it is kept current");
  }
  if (packages == Packages::several) {
    return refuse("the package managers of several distributions run here");
  }
  if (packages == Packages::other) {
    return refuse("how this distribution keeps itself current is not known here");
  }
  const std::string_view text = document.text();
  for (const ShellCommand& command : commands) {
    if (family_of(command.program()) != packages) continue;
    const auto at = line_of(document, command);
    if (!at) continue;
    const std::size_t indented = text.find_first_not_of(" \t", *at);
    const std::string lead(text.substr(*at, indented - *at));
    const std::string sudo = text.substr(indented).starts_with("sudo ") ? "sudo " : "";
    std::string step = lead + sudo;
    if (packages == Packages::apt) {
      step += "apt-get update && " + sudo + "apt-get -y install unattended-upgrades";
    } else {
      step += "dnf -y install dnf-automatic && " + sudo +
              "systemctl enable --now dnf-automatic-install.timer";
    }
    const bool crlf = text.find("\r\n") != std::string_view::npos;
    return std::vector{Edit{{*at, *at}, step + (crlf ? "\r\n" : "\n"), "unattended upgrades"}};
  }
  return refuse(
      "no package manager runs on a line of its own, beside which one more step could stand");
}

}  // namespace boltseal::commands
