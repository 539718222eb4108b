#include "packages/versions/ordering.h"
#include "packages/versions/semver.h"

namespace boltseal {

// Elixir's Version: semantic versions.
extern const Ordering hex_ordering{
    "hex", [](std::string_view a, std::string_view b) -> std::optional<std::weak_ordering> {
      const std::optional<Semver> left = parse_semver(a), right = parse_semver(b);
      if (!left || !right) return {};
      return compare_semver(*left, *right);
    }};

}  // namespace boltseal
