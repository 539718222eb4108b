#include "base/date.h"

#include "base/text.h"

namespace boltseal {

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  int numbers[3] = {};
  const std::size_t begins[3] = {0, 5, 8};
  for (int part = 0; part < 3; ++part) {
    for (const char c : text.substr(begins[part], part == 0 ? 4 : 2)) {
      if (!is_digit(c)) return std::nullopt;
      numbers[part] = numbers[part] * 10 + (c - '0');
    }
  }
  const Date date{std::chrono::year(numbers[0]),
                  std::chrono::month(static_cast<unsigned>(numbers[1])),
                  std::chrono::day(static_cast<unsigned>(numbers[2]))};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::string to_text(Date date) {
  std::string text = "0000-00-00";
  const auto write = [&](std::size_t end, unsigned number) {
    for (; number > 0; number /= 10) text[--end] = static_cast<char>('0' + number % 10);
  };
  write(4, static_cast<unsigned>(static_cast<int>(date.year())));
  write(7, static_cast<unsigned>(date.month()));
  write(10, static_cast<unsigned>(date.day()));
  return text;
}

Date today() { return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now()); }

}  // namespace boltseal
