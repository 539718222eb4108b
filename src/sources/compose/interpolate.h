#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/value.h"

namespace boltseal::compose {

/// A variable that an env file sets.
struct Variable {
  Text value;
  Origin origin;  ///< Its line.
};
using Environment = std::unordered_map<std::string, Variable>;

/// What became of a text with `${…}` in it.
struct Interpolated {
  Text text;
  std::vector<const Variable*> used;  ///< Borrowed from the environment.
  std::optional<ByteSpan> invalid;    ///< A `$` that means nothing: Compose refuses it.
};

inline bool needs_interpolation(std::string_view raw) {
  return raw.find('$') != std::string_view::npos;
}

/// Expands `$NAME`, `${NAME}`, `${NAME:-x}`, `${NAME-x}`, `${NAME:?x}`, `${NAME?x}`, `${NAME:+x}`,
/// `${NAME+x}` and `$$` as the Compose specification says (12-interpolation.md). A variable that no
/// env file sets may be set in the shell: without a default it is unknown. Bounded in depth and
/// size; what is too much is unknown.
Interpolated interpolate(std::string_view raw, const Environment& environment);

/// Reads an env file: `NAME=value`, `export NAME="value"`, comments, references to variables above.
/// Of a line that is none of these nothing is read: Compose reports it when it runs.
Environment read_env_file(const File& file);

}  // namespace boltseal::compose
