#pragma once

#include <string_view>

#include "packages/versions/digits.h"

namespace boltseal {

/// Epoch, version and release of "1:2.0-3.el9", as rpm and pacman take them apart.
struct RpmVersion {
  std::string_view epoch, version, release;
  bool has_release = false;
};

/// The epoch is what stands before ":" when that is a number; the release follows the last "-".
inline RpmVersion split_rpm_version(std::string_view text) {
  RpmVersion parts;
  std::string_view rest = text;
  const std::string_view digits = take_digits(rest);
  if (rest.starts_with(':')) {
    parts.epoch = digits;
    text = rest.substr(1);
  }
  const std::size_t hyphen = text.rfind('-');
  parts.has_release = hyphen != text.npos;
  parts.version = text.substr(0, hyphen);
  if (parts.has_release) parts.release = text.substr(hyphen + 1);
  return parts;
}

}  // namespace boltseal
