#include "base/text.h"
#include "packages/versions/debian_part.h"
#include "packages/versions/ordering.h"

namespace boltseal {

// opam orders as Debian does, but knows neither epochs nor revisions.
extern const Ordering opam_ordering{
    "opam", [](std::string_view a, std::string_view b) -> std::optional<std::weak_ordering> {
      if (trim(a).empty() || trim(b).empty()) return {};
      return compare_debian_part(trim(a), trim(b));
    }};

}  // namespace boltseal
