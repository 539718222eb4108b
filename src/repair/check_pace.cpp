#include "repair/check_pace.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace boltseal {
namespace {

// In nanoseconds and tries; the usual ones are what an engine takes when nobody says.
constexpr std::int64_t quick_interval = 2'000'000'000;
constexpr std::int64_t usual_interval = 30'000'000'000, usual_retries = 3;

// "1m30s" in nanoseconds, as Go writes durations; nothing for what it does not write.
std::optional<std::int64_t> duration(std::string_view text) {
  std::int64_t sum = 0;
  while (!text.empty()) {
    std::size_t digits = 0;
    while (digits < text.size() && is_digit(text[digits])) ++digits;
    std::size_t unit = digits;
    while (unit < text.size() && is_letter(text[unit])) ++unit;
    const auto number = parse_int(text.substr(0, digits));
    const std::string_view name = text.substr(digits, unit - digits);
    const std::int64_t factor = name == "h"    ? 3'600'000'000'000
                                : name == "m"  ? 60'000'000'000
                                : name == "s"  ? 1'000'000'000
                                : name == "ms" ? 1'000'000
                                : name == "us" ? 1000
                                : name == "ns" ? 1
                                               : 0;
    if (!number || factor == 0 || *number > 1'000'000'000'000 / factor * 1000) return {};
    sum += *number * factor;
    text.remove_prefix(unit);
  }
  return sum;
}

}  // namespace

CheckPace quick_pace(const yaml::Node* health_check) {
  std::int64_t interval = usual_interval, retries = usual_retries;
  if (health_check != nullptr) {
    for (const yaml::Entry& entry : yaml::merged_entries(*health_check)) {
      const std::string_view key = entry.key->value;
      if (key == "interval") {
        interval = duration(entry.value->value).value_or(interval);
      } else if (key == "retries") {
        retries = std::clamp<std::int64_t>(yaml::as_int(*entry.value).value_or(retries), 1, 1000);
      }
    }
  }
  const std::int64_t quick = std::clamp<std::int64_t>(interval, 1'000'000, quick_interval);
  return {std::chrono::milliseconds(quick / 1'000'000), (interval / quick + 1) * retries};
}

}  // namespace boltseal
