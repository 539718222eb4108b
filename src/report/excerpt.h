#pragma once

#include <cstddef>
#include <string>

#include "model/verdict.h"

namespace boltseal {

/// One line of a file as it is shown, and where the marked bytes stand in it.
struct Excerpt {
  std::string line;       ///< Safe to print: sanitized, secrets masked, tabs as spaces, clipped.
  std::size_t begin = 0;  ///< Terminal columns from 0; `end` is the first column after.
  std::size_t end = 0;    ///< Greater than `begin`.
};

/// Draws the excerpt of a place in at most `width` columns (at least 20); a longer line is clipped
/// around the marked bytes, with "…" where something is missing.
Excerpt draw(const Place& place, std::size_t width);

}  // namespace boltseal
