#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "model/image_reference.h"

namespace boltseal {

enum class Language : std::uint8_t { c, go, java, node, python, rust };

/// What is known of an image that programs are built in.
struct Toolchain {
  Language language = Language::c;
  std::string_view folder = "/";   ///< The working folder that the image sets.
  std::string_view programs = {};  ///< Where the language installs programs: "/go/bin".
  bool only_packages = false;      ///< A bare system: its compilers come from packages.
  bool has_libraries = false;      ///< With headers, so that programs may be linked with them.
};

/// Nothing when the image is in no table: debian, ubuntu and alpine count as C.
const Toolchain* toolchain_of(const ImageReference& image);

/// The images of the two stages of a build that had one.
struct RuntimeBase {
  std::string build;     ///< As given, or with the system's release said (`golang:1.22-bookworm`).
  std::string runtime;   ///< `debian:bookworm-slim`: libc and release are those of `build`.
  bool is_same = false;  ///< Both are one image.
  bool has_shell = true;
  bool lacks_certificates = false;  ///< Which the image for building has.
};

/// A small image that runs what `image` builds, or the reason why none is known. `is_static`: the
/// program needs no library. `needs_shell`: it, or a step behind it, is started by one.
std::expected<RuntimeBase, std::string> runtime_base(const ImageReference& image, bool is_static,
                                                     bool needs_shell);

}  // namespace boltseal
