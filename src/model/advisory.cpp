#include "model/advisory.h"

#include <array>
#include <cstddef>

namespace boltseal {

std::string_view name_of(Rating rating) {
  constexpr std::array<std::string_view, 6> names = {"unknown", "negligible", "low",
                                                     "medium",  "high",       "critical"};
  return names[static_cast<std::size_t>(rating)];
}

std::string_view name_of(Status status) {
  constexpr std::array<std::string_view, 8> names = {
      "affected",    "won't fix",   "deferred",    "end of life", "under investigation",
      "unimportant", "fixed (ESM)", "not affected"};
  return names[static_cast<std::size_t>(status)];
}

}  // namespace boltseal
