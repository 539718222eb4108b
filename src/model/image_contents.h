#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/origin.h"

namespace boltseal {

/// Something in an image's file system that a rule may have a word on.
struct ContainedFile {
  enum class Kind : std::uint8_t { file, folder, symbolic_link, other };
  Kind kind = Kind::file;
  std::string path;        ///< "/usr/bin/su"
  std::uint16_t mode = 0;  ///< The lower 12 bits.
  std::uint32_t user = 0, group = 0;
  bool has_capabilities = false;  ///< Of the kernel, given to a program as an attribute.
  /// A later layer removes or replaces it: no container sees it, but everybody who has the image
  /// has the file.
  bool is_hidden = false;
  std::optional<std::string> body;  ///< Of the small files that may hold accounts or secrets.
  Origin origin;

  bool runs() const { return kind == Kind::file && (mode & 0111) != 0; }
  bool is_set_uid() const { return kind == Kind::file && (mode & 04000) != 0; }
  bool is_set_gid() const { return kind == Kind::file && (mode & 02000) != 0; }
  /// Whether every user may change it: a file, or a folder in which everybody may replace what
  /// others own (without the sticky bit, which /tmp has).
  bool is_world_writable() const {
    return (mode & 0002) != 0 &&
           (kind == Kind::file || (kind == Kind::folder && (mode & 01000) == 0));
  }
};

/// What is notable in an image's file system, all layers together. Ordinary files are left out.
struct ImageContents {
  std::string name;
  std::vector<ContainedFile> files;  ///< By path.
  /// Why it should hold neither a shell nor a package manager: "its system calls itself
  /// Distroless"; empty when nothing says so.
  std::string claims_distroless;

  /// Null when there is no such file that containers see.
  const ContainedFile* find(std::string_view path) const;
};

/// What a program is for, by its name and that it lies in a folder for programs.
enum class ProgramRole : std::uint8_t { other, build_tool, package_manager, shell };
ProgramRole role_of_program(std::string_view path);

/// Whether a path is where a container engine listens: "/run/docker.sock".
bool is_engine_socket(std::string_view path);

/// Whether a program has its set-user-id bit, set-group-id bit or capabilities from the packages of
/// the usual distributions, which need it: su, mount, passwd, ping.
bool is_privileged_by_distribution(const ContainedFile& program);

}  // namespace boltseal
