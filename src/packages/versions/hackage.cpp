#include "packages/versions/number_list.h"
#include "packages/versions/ordering.h"

namespace boltseal {

// Haskell's Data.Version, without the tags that Hackage no longer takes.
extern const Ordering hackage_ordering{"hackage", [](std::string_view a, std::string_view b) {
                                         return compare_number_lists(a, b, ".");
                                       }};

}  // namespace boltseal
