#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/subject.h"

namespace boltseal {

/// A mount as the kernel shows it inside a container.
struct KernelMount {
  std::string target;       ///< Inside the container.
  std::string root;         ///< Which folder of its file system: the source of a bind.
  std::string file_system;  ///< "ext4", "overlay"
  bool read_only = false;
  friend bool operator==(const KernelMount&, const KernelMount&) = default;
};

/// What the kernel shows of a container's first process (proc(5)), seen from the host. What could
/// not be read is nothing.
struct KernelView {
  std::optional<std::uint32_t> uid;  ///< Effective, as the host counts; after user namespaces.
  std::optional<std::uint64_t> effective, bounding;  ///< Sets of capabilities, one bit for each.
  std::optional<int> seccomp;                        ///< 0: no filter; 2: one.
  std::optional<bool> no_new_privileges;
  std::string security_label;  ///< Of AppArmor or SELinux: "docker-default (enforce)"; empty: none.
  /// Namespaces that it shares with the host: "pid", "net", "ipc", "uts", "cgroup".
  std::set<std::string> shared;
  /// Of its control group; -1: none.
  std::optional<std::int64_t> memory_limit, pids_limit;
  std::vector<KernelMount> mounts;
};

/// A file that stands in a container's writable layer: made or changed since it was created.
struct WrittenFile {
  std::string path;         ///< In the container: "/usr/bin/curl".
  bool is_program = false;  ///< Executable, and begins as an ELF file or a script does.
  std::string package;      ///< The installed package that this file is of; empty: none.
};

/// A container beside what can be seen of it without its engine. Where nothing could be seen,
/// nothing is said.
struct RunningContainer {
  const Workload* declared = nullptr;  ///< What its engine says; borrowed, not null.
  KernelView kernel = {};
  std::string image_id = {};      ///< Which image it was made from: "sha256:…".
  std::string image_of_tag = {};  ///< The one that its image's name means today.
  std::vector<WrittenFile> written = {};
  std::string unknown_to = {};  ///< The files that were asked for it and do not declare it.
};

/// The name of a capability by its bit (linux/capability.h): "SYS_ADMIN"; "41" for one without a
/// name here.
std::string capability_of_bit(unsigned bit);
/// Its bit; nothing for an unknown name.
std::optional<unsigned> bit_of_capability(std::string_view name);

/// The most capabilities that an engine gives without being asked (Docker, Podman, containerd and
/// CRI-O); empty when nobody knows. One bit for each.
std::optional<std::uint64_t> default_capabilities(Platform platform);

}  // namespace boltseal
