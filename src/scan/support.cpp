#include "scan/support.h"

#include <vector>

#include "model/end_of_life.h"
#include "packages/distribution.h"

namespace boltseal {

DistributionSupport support_of(const Distribution& distribution, const LookupFile* advisories,
                               Date today) {
  const auto release = release_of(distribution);
  if (!release) return {};
  if (advisories != nullptr) {
    const std::vector<SeriesSupport> table = advisories->series();
    if (const SeriesSupport* const found = series_of(table, release->product, release->version)) {
      // The last day still has updates.
      const bool has_ended = !found->end.empty() && found->end < to_text(today);
      return {has_ended ? found->end : std::string(), found->said_on};
    }
  }
  return {std::string(end_of_life_of(distribution)), std::string(end_of_life_date)};
}

}  // namespace boltseal
