#include "sources/notation/notation.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

#include "base/text.h"
#include "base/upper_case.h"

namespace boltseal {
namespace {

/// A decimal number, digits and at most one point; moves `text` behind it.
std::optional<double> take_number(std::string_view& text) {
  if (text.starts_with('-')) return std::nullopt;
  double number = 0;
  const auto [end, status] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (status != std::errc{} || !std::isfinite(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::optional<std::int64_t> whole(double number) {
  if (!(std::fabs(number) < 9e18)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

struct Unit {
  std::string_view name;
  double milliseconds;
};
// Longer names before those that they begin with. Go has the first seven.
constexpr Unit units[] = {{"ns", 1e-6}, {"us", 1e-3}, {"\u00b5s", 1e-3}, {"ms", 1},     {"s", 1e3},
                          {"m", 6e4},   {"h", 3.6e6}, {"d", 8.64e7},     {"w", 6.048e8}};
constexpr std::size_t units_of_go = 7;

std::optional<std::int64_t> duration(std::string_view text, std::span<const Unit> known) {
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  double milliseconds = 0;
  while (!text.empty()) {
    const std::optional<double> number = take_number(text);
    if (!number) return std::nullopt;
    const auto unit = std::find_if(known.begin(), known.end(), [&](const Unit& candidate) {
      return text.starts_with(candidate.name);
    });
    if (unit == known.end()) return std::nullopt;
    text.remove_prefix(unit->name.size());
    milliseconds += *number * unit->milliseconds;
  }
  return whole(std::round(milliseconds));
}

}  // namespace

std::optional<std::int64_t> parse_size(std::string_view text) {
  text = trim(text);
  const std::optional<double> number = take_number(text);
  if (!number) return std::nullopt;
  std::string unit = to_lower(trim(text));
  if (unit.ends_with("ib")) {
    unit.resize(unit.size() - 2);
  } else if (unit.size() == 2 && unit.ends_with('b')) {
    unit.resize(1);
  }
  if (unit.empty()) unit = "b";
  const std::size_t power = std::string_view("bkmgtp").find(unit);
  if (unit.size() != 1 || power == std::string_view::npos) return std::nullopt;
  return whole(*number * std::pow(1024.0, static_cast<double>(power)));
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  return duration(text, std::span(units).first(units_of_go));
}

std::optional<std::int64_t> parse_long_duration(std::string_view text) {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto milliseconds = duration(text, units);
  return milliseconds && negative ? -*milliseconds : milliseconds;
}

std::optional<std::int64_t> parse_thousandths(std::string_view text) {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::optional<double> number = take_number(text);
  if (!number || !text.empty()) return std::nullopt;
  return whole(std::round((negative ? -*number : *number) * 1000));
}

std::optional<bool> parse_bool(std::string_view text) {
  for (const std::string_view word : {"1", "t", "T", "TRUE", "true", "True"}) {
    if (text == word) return true;
  }
  for (const std::string_view word : {"0", "f", "F", "FALSE", "false", "False"}) {
    if (text == word) return false;
  }
  return std::nullopt;
}

std::string capability_name(std::string_view written) {
  std::string name = to_upper(written);
  if (name.starts_with("CAP_")) name.erase(0, 4);
  return name;
}

}  // namespace boltseal
