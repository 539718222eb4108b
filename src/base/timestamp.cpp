#include "base/timestamp.h"

#include <array>
#include <cstdlib>
#include <ctime>

#include "base/date.h"
#include "base/text.h"

namespace boltseal {

std::string timestamp() {
  std::time_t seconds = std::time(nullptr);
  if (const char* const epoch = std::getenv("SOURCE_DATE_EPOCH")) {
    const auto given = parse_int(epoch);
    constexpr std::int64_t end_of_year_9999 = 253402300799;
    if (given && *given >= 0 && *given <= end_of_year_9999) seconds = *given;
  }
  return to_text(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
}

std::string to_text(std::chrono::sys_seconds moment) {
  const std::time_t seconds = moment.time_since_epoch().count();
  std::tm parts{};
  if (::gmtime_r(&seconds, &parts) == nullptr) return {};
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text[19] != 'Z') {
    return std::nullopt;
  }
  const auto part = [&](std::size_t at, unsigned most) -> std::optional<unsigned> {
    if (text[at] < '0' || text[at] > '9' || text[at + 1] < '0' || text[at + 1] > '9') return {};
    const unsigned number = static_cast<unsigned>((text[at] - '0') * 10 + (text[at + 1] - '0'));
    return number <= most ? std::optional(number) : std::nullopt;
  };
  const auto day = parse_date(text.substr(0, 10));
  const auto hour = part(11, 23), minute = part(14, 59), second = part(17, 59);
  if (!day || !hour || !minute || !second) return std::nullopt;
  return std::chrono::sys_days(*day) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

}  // namespace boltseal
