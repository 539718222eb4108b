#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/build.h"
#include "model/runtime_base.h"

namespace boltseal {

/// What a command of a build is for, as far as what it leaves behind goes.
enum class CommandRole : std::uint8_t {
  passing,    ///< Leaves nothing that a program needs: `cd`, `echo`, `rm`.
  building,   ///< Compiles, or fetches what the compiler needs.
  preparing,  ///< Makes what programs find when they run: users, folders, modes, links.
  packages,   ///< Asks a package manager of the system.
  unknown,
};

/// What the steps of one stage build, read command by command.
class BuildProducts {
 public:
  BuildProducts(const Stage& stage, const Toolchain& toolchain);

  /// Reads one command that runs in `folder`, which `cd` changes.
  CommandRole read(const ShellCommand& command, std::string& folder);

  /// Whether a program, given by its whole path, is one of those built.
  bool built(std::string_view path) const;
  /// The whole path of a program of this name that lies where programs are searched for; empty
  /// when none is built.
  std::string find_program(std::string_view name) const;
  /// Whether a C library or others are linked in, for what was built so far.
  bool is_static() const;

  /// Whether files other than the Dockerfile say what is linked.
  bool is_opaque() const { return !trees_.empty() && language_ == Language::c; }

  Language language() const { return language_; }
  bool used_toolchain() const { return used_; }
  /// Why what is built cannot be told; empty when it can.
  const std::string& doubt() const { return doubt_; }

 private:
  CommandRole read_go(const ShellCommand&, const std::string& folder);
  CommandRole read_c(const ShellCommand&, const std::string& folder);
  CommandRole read_make(const ShellCommand&, const std::string& folder);
  CommandRole read_cargo(const ShellCommand&, const std::string& folder);
  CommandRole read_java(const ShellCommand&, const std::string& folder);
  CommandRole read_scripts(const ShellCommand&);
  CommandRole read_copy(const ShellCommand&, const std::string& folder);
  CommandRole doubt(std::string why);
  std::string variable(const ShellCommand& command, std::string_view name) const;

  const Stage& stage_;
  const Toolchain& toolchain_;
  Language language_;
  bool used_ = false, all_static_ = true, has_cgo_tools_ = false;
  std::vector<std::string> files_;    // whole paths
  std::vector<std::string> folders_;  // programs of names that are not known lie right in them
  std::vector<std::string> trees_;    // the same, anywhere below
  std::string doubt_;
};

/// `path` as seen from `folder`, without "." and "..".
std::string absolute(std::string_view folder, std::string_view path);
/// Whether `path` is `folder` or below it; "/" has everything below it.
bool is_below(std::string_view path, std::string_view folder);

}  // namespace boltseal
