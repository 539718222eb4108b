#include "packages/versions/number_list.h"
#include "packages/versions/ordering.h"

namespace boltseal {

// R's package_version().
extern const Ordering cran_ordering{"cran", [](std::string_view a, std::string_view b) {
                                      return compare_number_lists(a, b, ".-");
                                    }};

}  // namespace boltseal
