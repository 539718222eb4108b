#include "base/timestamp.h"

#include <array>
#include <cstdlib>
#include <ctime>

#include "base/text.h"

namespace boltseal {

std::string timestamp() {
  std::time_t seconds = std::time(nullptr);
  if (const char* const epoch = std::getenv("SOURCE_DATE_EPOCH")) {
    const auto given = parse_int(epoch);
    constexpr std::int64_t end_of_year_9999 = 253402300799;
    if (given && *given >= 0 && *given <= end_of_year_9999) seconds = *given;
  }
  std::tm parts{};
  if (::gmtime_r(&seconds, &parts) == nullptr) return {};
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

}  // namespace boltseal
