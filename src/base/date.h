#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace boltseal {

/// A day of the Gregorian calendar, without a time zone.
using Date = std::chrono::year_month_day;

/// "2027-01-31" (ISO 8601, the extended form of a calendar date) and nothing else; nothing for a
/// day that no calendar has.
std::optional<Date> parse_date(std::string_view text);
std::string to_text(Date date);
/// Today in UTC, so that a date ends at the same moment on every machine.
Date today();

}  // namespace boltseal
