#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "model/subject.h"

namespace boltseal::test {

/// Writes the facts of one level as a file of one format: the inverse of a source, kept in the
/// tests as a second opinion. Nothing when a fact cannot be said in the format or is not wholly
/// known.
struct Writer {
  std::string_view source;  ///< The source that reads it back.
  std::string_view path;
  std::optional<std::string> (*write)(const Facts& facts);
};

std::span<const Writer> all_writers();

}  // namespace boltseal::test
