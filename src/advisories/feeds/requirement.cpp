#include "advisories/feeds/requirement.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "base/text.h"

namespace boltseal::feeds {
namespace {

constexpr std::size_t most_parts = 200;

bool is_operator(char c) {
  return c == '<' || c == '>' || c == '=' || c == '~' || c == '^' || c == '!';
}
bool is_between(char c) { return is_space(c) || c == ','; }
bool is_any(std::string_view part) { return part == "*" || part == "x" || part == "X"; }

// Numbers of a version before its pre-release: 1, 2 of "1.2.x" and of "1.2-beta".
struct Numbers {
  std::vector<std::int64_t> parts;
  bool wild = false;  // An "x" or "*" followed.
  bool whole = true;  // Nothing else followed.
};

Numbers numbers_of(std::string_view version) {
  Numbers numbers;
  const std::size_t end = std::min(version.find_first_of("-+"), version.size());
  numbers.whole = end == version.size();
  for (const std::string_view part : split(version.substr(0, end), '.')) {
    const auto number = parse_int(part);
    if (is_any(part)) {
      numbers.wild = true;
      return numbers;
    }
    // Ten digits are more than any version has, and adding one to them cannot overflow.
    if (!number || *number < 0 || part.size() > 10) {
      numbers.whole = false;
      return numbers;
    }
    numbers.parts.push_back(*number);
  }
  return numbers;
}

// The first version behind all that begin with the first `count` numbers, e.g. "1.3" of "1.2.9";
// empty when there is none.
std::string behind(const Numbers& numbers, std::size_t count, Dialect dialect) {
  if (count == 0 || numbers.parts.empty()) return {};
  count = std::min(count, numbers.parts.size());
  const bool semver = dialect == Dialect::npm || dialect == Dialect::cargo;
  std::string version;
  for (std::size_t i = 0; i < (semver ? 3 : count); ++i) {
    const std::int64_t part = i < count ? numbers.parts[i] : 0;
    version += (i > 0 ? "." : "") + std::to_string(i + 1 == count ? part + 1 : part);
  }
  // Pre-releases of it lie behind, too: the lowest there is.
  if (semver) return version + "-0";
  return dialect == Dialect::gem ? version + ".a" : version;
}

// "1.2.0" of "1.2" and of "1.2.x"; other dialects know what "1.2" is.
std::string completed(std::string_view version, const Numbers& numbers, Dialect dialect) {
  const bool semver = dialect == Dialect::npm || dialect == Dialect::cargo;
  if (!numbers.wild && (!semver || !numbers.whole || numbers.parts.size() >= 3)) {
    return std::string(version);
  }
  std::string text;
  for (std::size_t i = 0; i < std::max<std::size_t>(semver ? 3 : 1, numbers.parts.size()); ++i) {
    const std::int64_t part = i < numbers.parts.size() ? numbers.parts[i] : 0;
    text += (i > 0 ? "." : "") + std::to_string(part);
  }
  return text;
}

// How many numbers "^" keeps: up to the first that is not 0.
std::size_t kept_by_caret(const Numbers& numbers) {
  const auto first = std::ranges::find_if(numbers.parts, [](auto part) { return part != 0; });
  if (first == numbers.parts.end()) return numbers.parts.size();
  return static_cast<std::size_t>(first - numbers.parts.begin()) + 1;
}

std::optional<Span> read_comparator(std::string_view sign, std::string_view version,
                                    Dialect dialect) {
  const bool strips = dialect == Dialect::npm || dialect == Dialect::composer;
  if (strips && version.size() > 1 && version[0] == 'v') version.remove_prefix(1);
  if (is_any(version)) return Span{};
  const Numbers numbers = numbers_of(version);
  if (numbers.parts.empty()) return std::nullopt;
  const std::string from = completed(version, numbers, dialect);
  // In npm and with a wildcard "1.2" stands for all that begin so.
  const bool partial =
      numbers.wild || (dialect == Dialect::npm && numbers.whole && numbers.parts.size() < 3);
  const std::string past = behind(numbers, numbers.parts.size(), dialect);

  if (sign == ">=") return Span{.low = from};
  if (sign == ">") return partial ? Span{.low = past} : Span{.low = from, .after_low = true};
  if (sign == "<") return Span{.high = from};
  if (sign == "<=") return partial ? Span{.high = past} : Span{.high = from, .with_high = true};
  if (sign == "^" || (sign.empty() && dialect == Dialect::cargo && !partial)) {
    return Span{.low = from, .high = behind(numbers, kept_by_caret(numbers), dialect)};
  }
  if (sign == "~" || sign == "~>") {
    const bool semver = dialect == Dialect::npm || dialect == Dialect::cargo;
    const std::size_t kept = semver ? std::min<std::size_t>(2, numbers.parts.size())
                                    : std::max<std::size_t>(1, numbers.parts.size() - 1);
    return Span{.low = from, .high = behind(numbers, kept, dialect)};
  }
  if (sign.empty() || sign == "=" || sign == "==") {
    if (partial) return Span{.low = from, .high = past};
    return Span{.low = from, .high = from, .with_high = true};
  }
  return std::nullopt;
}

std::string_view take(std::string_view& text, auto&& belongs) {
  const auto end = std::ranges::find_if_not(text, belongs);
  const std::string_view taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(taken.size());
  return taken;
}

// All of these at once: ">=1.0 <1.2", "~> 2.2.1, >= 2.2.3", "1.0.0 - 1.2.0".
std::optional<std::vector<Span>> read_all_of(std::string_view text, Dialect dialect) {
  std::vector<Span> spans = {Span{}};
  std::size_t parts = 0;
  for (take(text, is_between); !text.empty(); take(text, is_between)) {
    if (++parts > most_parts) return std::nullopt;
    std::string_view sign = take(text, is_operator);
    take(text, is_space);
    const std::string_view version =
        take(text, [](char c) { return !is_between(c) && !is_operator(c); });
    const bool to = dialect == Dialect::npm && sign.empty() && text.starts_with(" - ");
    auto span = read_comparator(to ? ">=" : sign, version, dialect);
    if (!span) return std::nullopt;
    if (to) {
      text.remove_prefix(3);
      const auto end = read_comparator(
          "<=", take(text, [](char c) { return !is_between(c) && !is_operator(c); }), dialect);
      if (!end) return std::nullopt;
      span->high = end->high, span->with_high = end->with_high;
    }
    auto both = common(spans, {*span}, ordering_of(dialect));
    if (!both) return std::nullopt;
    spans = std::move(*both);
  }
  return spans;
}

}  // namespace

const Ordering& ordering_of(Dialect dialect) {
  switch (dialect) {
    case Dialect::gem: return *find_ordering("gem");
    case Dialect::composer: return *find_ordering("packagist");
    case Dialect::cargo:
    case Dialect::npm: break;
  }
  return *find_ordering("semver");
}

std::optional<std::vector<Span>> read_requirement(std::string_view text, Dialect dialect) {
  std::vector<Span> all;
  while (true) {
    const bool alternatives = dialect == Dialect::npm || dialect == Dialect::composer;
    const std::size_t bar = alternatives ? std::min(text.find('|'), text.size()) : text.size();
    const auto spans = read_all_of(text.substr(0, bar), dialect);
    if (!spans || all.size() > most_parts) return std::nullopt;
    all.insert(all.end(), spans->begin(), spans->end());
    if (bar == text.size()) return all;
    text.remove_prefix(bar);
    take(text, [](char c) { return c == '|'; });
  }
}

}  // namespace boltseal::feeds
