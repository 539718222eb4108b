#include "repair/check_pace.h"

#include <algorithm>
#include <string_view>

#include "sources/notation/notation.h"

namespace boltseal {
namespace {

// In milliseconds and tries; the usual ones are what an engine takes when nobody says.
constexpr std::int64_t quick_interval = 2000, most_interval = 1'000'000'000;
constexpr std::int64_t usual_interval = 30'000, usual_retries = 3;

}  // namespace

CheckPace quick_pace(const yaml::Node* health_check) {
  std::int64_t interval = usual_interval, retries = usual_retries;
  if (health_check != nullptr) {
    for (const yaml::Entry& entry : yaml::merged_entries(*health_check)) {
      const std::string_view key = entry.key->value;
      if (key == "interval") {
        interval = parse_duration(entry.value->value).value_or(interval);
        if (interval > most_interval) interval = usual_interval;
      } else if (key == "retries") {
        retries = std::clamp<std::int64_t>(yaml::as_int(*entry.value).value_or(retries), 1, 1000);
      }
    }
  }
  const std::int64_t quick = std::clamp<std::int64_t>(interval, 1, quick_interval);
  return {std::chrono::milliseconds(quick), (interval / quick + 1) * retries};
}

}  // namespace boltseal
