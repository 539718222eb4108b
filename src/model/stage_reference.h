#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/build.h"

namespace boltseal {

/// What the name in FROM, COPY --from or RUN --mount=from= means where it stands.
struct StageReference {
  enum class Kind : std::uint8_t {
    image,         ///< An image from outside, also where a part of the name is unknown.
    stage,         ///< An earlier stage.
    itself,        ///< The stage that the name stands in.
    later,         ///< A stage that comes later, which BuildKit does not see: it pulls an image.
    out_of_range,  ///< A number that no earlier stage has.
    misspelt,      ///< No stage, but nearly the name of an earlier one.
  };
  Kind kind = Kind::image;
  std::size_t stage = 0;  ///< The stage meant; of `image` and `out_of_range` none.
};

/// The meaning of a name in COPY --from and RUN --mount=from= of the stage `current`. Names are
/// compared in any case and the first stage of a name counts, as BuildKit does.
StageReference resolve_stage(const Build& build, std::size_t current, const Text& name);

/// The meaning of what stands in FROM of the stage `current`.
StageReference base_of(const Build& build, std::size_t current);

}  // namespace boltseal
