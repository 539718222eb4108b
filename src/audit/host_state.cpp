#include "audit/host_state.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "audit/kernel_view.h"
#include "base/text.h"

namespace boltseal {

std::string first_line(const MachineTree& tree, const std::string& path) {
  std::string text;
  if (tree.read(path, text) != Sight::there) return {};
  return std::string(trim(std::string_view(text).substr(0, text.find('\n'))));
}

std::string without_var_run(std::string path) {
  if (path.starts_with("/var/run/")) path.erase(0, std::string_view("/var").size());
  return path;
}

namespace {

void look_at_settings(const MachineTree& tree, MachineView& view) {
  for (const KernelSetting& setting : kernel_settings()) {
    std::string path = "/proc/sys/" + std::string(setting.name);
    std::ranges::replace(path, '.', '/');
    std::string text;
    const Sight sight = tree.read(path, text);
    if (sight == Sight::hidden) view.hidden.push_back(std::string(setting.name));
    if (sight != Sight::there) continue;
    const auto value = parse_int(trim(text));
    if (!value) continue;
    const auto size = static_cast<std::uint32_t>(trim(text).size());
    view.machine.settings.push_back(
        {&setting, *value, view.place(path, std::move(text), {0, size})});
  }
}

// Without securityfs, which a container does not see, each module still has its own traces.
void look_at_guards(const MachineTree& tree, MachineView& view) {
  Machine& machine = view.machine;
  const std::string list = first_line(tree, "/sys/kernel/security/lsm");
  FileStatus status;
  if (!list.empty()) {
    machine.security_modules.emplace();
    for (const std::string_view word : split(list, ',')) {
      machine.security_modules->emplace_back(word);
    }
  } else if (tree.status("/sys/kernel", status) == Sight::there) {
    machine.security_modules.emplace();
    if (first_line(tree, "/sys/module/apparmor/parameters/enabled") == "Y") {
      machine.security_modules->push_back("apparmor");
    }
    if (tree.status("/sys/fs/selinux/enforce", status) == Sight::there) {
      machine.security_modules->push_back("selinux");
    }
  }
  std::string text;
  const std::string path = "/sys/kernel/security/lockdown";
  if (tree.read(path, text) != Sight::there) return;
  // "none [integrity] confidentiality"
  const std::size_t begin = text.find('['), end = text.find(']');
  if (begin == std::string::npos || end == std::string::npos || end < begin) return;
  machine.lockdown = text.substr(begin + 1, end - begin - 1);
  machine.lockdown_origin =
      view.place(path, std::move(text),
                 {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end + 1)});
}

void look_for_newer_kernel(const MachineTree& tree, MachineView& view) {
  Machine& machine = view.machine;
  machine.kernel = first_line(tree, "/proc/sys/kernel/osrelease");
  if (machine.kernel.empty()) return;
  std::vector<std::string> names;
  constexpr std::string_view image = "vmlinuz-";
  if (tree.list("/boot", names) == Sight::hidden) view.hidden.push_back("/boot");
  for (const std::string& name : names) {
    if (!name.starts_with(image)) continue;
    const std::string release = name.substr(image.size());
    const std::string& newest =
        machine.newest_kernel.empty() ? machine.kernel : machine.newest_kernel;
    if (is_newer_kernel(release, newest)) machine.newest_kernel = release;
  }
}

void look_for_reboot(const MachineTree& tree, MachineView& view) {
  // Written by packages of Debian and Ubuntu (update-notifier, unattended-upgrades).
  std::string text;
  FileStatus status;
  const std::string path = "/run/reboot-required";
  if (tree.status(path, status) != Sight::there) return;
  view.machine.wants_reboot = true;
  view.machine.reboot_origin = view.place(path);
  if (tree.read("/run/reboot-required.pkgs", text) != Sight::there) return;
  for (const std::string_view line : split(text, '\n')) {
    std::string name(trim(line));
    std::vector<std::string>& pending = view.machine.pending;
    if (!name.empty() && std::ranges::find(pending, name) == pending.end()) {
      pending.push_back(std::move(name));
    }
  }
}

// What a package manager writes whenever it installs something.
struct PackageManager {
  std::string_view name;
  std::string_view database;
};
constexpr std::array managers = {
    PackageManager{"apt", "/var/lib/dpkg/status"},
    PackageManager{"dnf", "/var/lib/rpm/rpmdb.sqlite"},
    PackageManager{"dnf", "/usr/lib/sysimage/rpm/rpmdb.sqlite"},
    PackageManager{"dnf", "/var/lib/rpm/Packages"},
    PackageManager{"zypper", "/usr/lib/sysimage/rpm/Packages.db"},
    PackageManager{"apk", "/lib/apk/db/installed"},
    PackageManager{"pacman", "/var/lib/pacman/local"},
};

// `APT::Periodic::Unattended-Upgrade "1";` in the last file that says something (apt.conf(5)).
void look_at_apt(const MachineTree& tree, MachineView& view) {
  Machine& machine = view.machine;
  machine.upgrades_itself = false;
  machine.upgrades_origin = machine.site;
  FileStatus status;
  const bool is_installed = tree.status("/usr/bin/unattended-upgrade", status) == Sight::there;
  std::vector<std::string> names;
  const std::string folder = "/etc/apt/apt.conf.d";
  if (tree.list(folder, names) == Sight::hidden) {
    view.hidden.push_back(folder);
    machine.upgrades_itself.reset();
    return;
  }
  constexpr std::string_view key = "APT::Periodic::Unattended-Upgrade";
  for (const std::string& name : names) {
    std::string text;
    const std::string path = folder + "/" + name;
    if (tree.read(path, text) != Sight::there) continue;
    std::uint32_t at = 0;
    for (const std::string_view line : split(text, '\n')) {
      const std::string_view said = trim(line);
      const ByteSpan span{at, static_cast<std::uint32_t>(at + line.size())};
      at += static_cast<std::uint32_t>(line.size() + 1);
      if (!said.starts_with(key)) continue;
      const std::size_t quote = said.find('"');
      if (quote == std::string_view::npos) continue;
      const std::string_view value = said.substr(quote + 1, said.find('"', quote + 1) - quote - 1);
      machine.upgrades_itself = is_installed && value != "0";
      machine.upgrades_origin = view.place(path, text, span);
    }
  }
}

// `apply_updates = yes` for dnf-automatic(8), or its timer that installs.
void look_at_dnf(const MachineTree& tree, MachineView& view) {
  Machine& machine = view.machine;
  machine.upgrades_itself = false;
  machine.upgrades_origin = machine.site;
  FileStatus status;
  const std::string timers = "/etc/systemd/system/timers.target.wants/";
  if (tree.status(timers + "dnf-automatic-install.timer", status) == Sight::there) {
    machine.upgrades_itself = true;
    return;
  }
  std::string text;
  const std::string path = "/etc/dnf/automatic.conf";
  if (tree.read(path, text) != Sight::there) return;
  const bool is_started = tree.status(timers + "dnf-automatic.timer", status) == Sight::there ||
                          tree.status(timers + "dnf5-automatic.timer", status) == Sight::there;
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || trim(line.substr(0, equals)) != "apply_updates") {
      continue;
    }
    const std::string value = to_lower(trim(line.substr(equals + 1)));
    machine.upgrades_itself =
        is_started && (value == "yes" || value == "true" || value == "1" || value == "on");
  }
}

}  // namespace

void look_at_kernel(const MachineTree& tree, MachineView& view) {
  look_at_settings(tree, view);
  look_at_guards(tree, view);
  look_for_newer_kernel(tree, view);
  look_for_reboot(tree, view);
  std::string text;
  if (tree.read("/proc/self/mountinfo", text) == Sight::there) {
    view.machine.mounts = read_mountinfo(text);
  }
}

void look_at_packages(const MachineTree& tree, MachineView& view) {
  Machine& machine = view.machine;
  for (const PackageManager& manager : managers) {
    FileStatus status;
    const std::string path(manager.database);
    if (tree.status(path, status) != Sight::there) continue;
    machine.package_manager = manager.name;
    machine.packages_changed = status.modified;
    machine.packages_origin = view.place(path);
    break;
  }
  if (machine.package_manager == "apt") look_at_apt(tree, view);
  if (machine.package_manager == "dnf") look_at_dnf(tree, view);
}

}  // namespace boltseal
