#include "model/image_contents.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

struct Program {
  std::string_view name;
  ProgramRole role;
};

// By name. dpkg and rpm stay away: busybox has programs of these names, and whoever installs
// packages has apt or dnf beside them. What only turns scripts into programs while they run
// (python, node, perl) is no build tool.
constexpr std::array programs = {
    Program{"apk", ProgramRole::package_manager},
    Program{"apt", ProgramRole::package_manager},
    Program{"apt-get", ProgramRole::package_manager},
    Program{"aptitude", ProgramRole::package_manager},
    Program{"ash", ProgramRole::shell},
    Program{"bash", ProgramRole::shell},
    Program{"busybox", ProgramRole::shell},
    Program{"c++", ProgramRole::build_tool},
    Program{"cargo", ProgramRole::build_tool},
    Program{"cc", ProgramRole::build_tool},
    Program{"clang", ProgramRole::build_tool},
    Program{"cmake", ProgramRole::build_tool},
    Program{"dash", ProgramRole::shell},
    Program{"dnf", ProgramRole::package_manager},
    Program{"g++", ProgramRole::build_tool},
    Program{"gcc", ProgramRole::build_tool},
    Program{"gfortran", ProgramRole::build_tool},
    Program{"ghc", ProgramRole::build_tool},
    Program{"go", ProgramRole::build_tool},
    Program{"gradle", ProgramRole::build_tool},
    Program{"javac", ProgramRole::build_tool},
    Program{"ksh", ProgramRole::shell},
    Program{"make", ProgramRole::build_tool},
    Program{"meson", ProgramRole::build_tool},
    Program{"microdnf", ProgramRole::package_manager},
    Program{"mksh", ProgramRole::shell},
    Program{"mvn", ProgramRole::build_tool},
    Program{"nasm", ProgramRole::build_tool},
    Program{"ninja", ProgramRole::build_tool},
    Program{"opkg", ProgramRole::package_manager},
    Program{"pacman", ProgramRole::package_manager},
    Program{"rustc", ProgramRole::build_tool},
    Program{"sh", ProgramRole::shell},
    Program{"swiftc", ProgramRole::build_tool},
    Program{"tcc", ProgramRole::build_tool},
    Program{"tdnf", ProgramRole::package_manager},
    Program{"yum", ProgramRole::package_manager},
    Program{"zsh", ProgramRole::shell},
    Program{"zypper", ProgramRole::package_manager},
};
static_assert(std::ranges::is_sorted(programs, {}, &Program::name));

constexpr std::array<std::string_view, 5> sockets = {"buildkit/buildkitd.sock",
                                                     "containerd/containerd.sock", "crio/crio.sock",
                                                     "docker.sock", "podman/podman.sock"};

// The file lists of Debian's, Ubuntu's, Alpine's and Fedora's packages: util-linux, shadow, pam,
// openssh, iputils, dbus, cron, postfix, man-db, libutempter, glibc, systemd; busybox-suid. sudo,
// polkit and fuse are not here: a container that needs them is the exception.
constexpr std::array<std::string_view, 42> usual = {"arping",
                                                    "at",
                                                    "bbsuid",
                                                    "bsd-write",
                                                    "chage",
                                                    "chfn",
                                                    "chsh",
                                                    "clockdiff",
                                                    "crontab",
                                                    "dbus-daemon-launch-helper",
                                                    "dotlockfile",
                                                    "expiry",
                                                    "gpasswd",
                                                    "grub2-set-bootflag",
                                                    "mail-lock",
                                                    "mail-touchlock",
                                                    "mail-unlock",
                                                    "man",
                                                    "mandb",
                                                    "mount",
                                                    "mtr-packet",
                                                    "newgidmap",
                                                    "newgrp",
                                                    "newuidmap",
                                                    "pam_extrausers_chkpwd",
                                                    "pam_timestamp_check",
                                                    "passwd",
                                                    "ping",
                                                    "ping6",
                                                    "postdrop",
                                                    "postqueue",
                                                    "pt_chown",
                                                    "ssh-agent",
                                                    "ssh-keysign",
                                                    "su",
                                                    "traceroute6.iputils",
                                                    "umount",
                                                    "unix_chkpwd",
                                                    "userhelper",
                                                    "utempter",
                                                    "wall",
                                                    "write"};
static_assert(std::ranges::is_sorted(usual));

std::string_view name_in(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// Where packages of a distribution put programs; /usr/local and /opt are everybody else's.
bool is_of_system(std::string_view path) {
  constexpr std::array<std::string_view, 8> folders = {"/bin/",     "/sbin/",       "/lib/",
                                                       "/lib64/",   "/usr/bin/",    "/usr/sbin/",
                                                       "/usr/lib/", "/usr/libexec/"};
  return std::ranges::any_of(folders,
                             [&](std::string_view folder) { return path.starts_with(folder); });
}

}  // namespace

const ContainedFile* ImageContents::find(std::string_view path) const {
  for (auto at = std::ranges::lower_bound(files, path, {}, &ContainedFile::path);
       at != files.end() && at->path == path; ++at) {
    if (!at->is_hidden) return &*at;
  }
  return nullptr;
}

ProgramRole role_of_program(std::string_view path) {
  const std::string_view name = name_in(path);
  const auto found = std::ranges::lower_bound(programs, name, {}, &Program::name);
  if (found == programs.end() || found->name != name) return ProgramRole::other;
  const std::string_view folder = name_in(folder_of(path));
  // The debug images of distroless keep their shell in /busybox.
  const bool is_for_programs = folder == "bin" || folder == "sbin" || folder == "busybox";
  return is_for_programs ? found->role : ProgramRole::other;
}

bool is_engine_socket(std::string_view path) {
  for (const std::string_view folder : {"/run/", "/var/run/"}) {
    if (!path.starts_with(folder)) continue;
    const std::string_view rest = path.substr(folder.size());
    return std::ranges::find(sockets, rest) != sockets.end();
  }
  return false;
}

bool is_privileged_by_distribution(const ContainedFile& program) {
  const std::string_view name = name_in(program.path);
  return program.user == 0 && is_of_system(program.path) && std::ranges::binary_search(usual, name);
}

}  // namespace boltseal
