#include "packages/versions/npm_range.h"

#include <string>
#include <vector>

#include "packages/versions/digits.h"
#include "packages/versions/semver.h"

namespace boltseal {
namespace {

enum class Operator { less, at_most, equal, at_least, more };

struct Comparator {
  Operator op;
  std::string version;  // of three numbers
};
using Comparators = std::vector<Comparator>;  // all must hold

// A version of which the end may be missing or a wildcard; these numbers are empty.
struct Partial {
  std::string_view major, minor, patch, prerelease;
};

bool is_wildcard(std::string_view number) {
  return number == "x" || number == "X" || number == "*";
}

std::optional<Partial> parse_partial(std::string_view text) {
  take_while(text, [](char c) { return c == 'v' || c == 'V' || c == '='; });
  Partial partial;
  bool whole = true;
  for (std::string_view* const number : {&partial.major, &partial.minor, &partial.patch}) {
    if (number != &partial.major && !take_prefix(text, "."))
      return text.empty() ? std::optional(partial) : std::nullopt;
    const std::string_view digits = take_digits(text);
    if (digits.empty()) {
      if (!is_wildcard(text.substr(0, 1))) return {};
      text.remove_prefix(1);
      whole = false;
    } else if (whole) {  // behind a wildcard nothing counts
      *number = digits;
    }
  }
  const std::size_t build = text.find('+');
  text = text.substr(0, build);
  if (text.empty()) return partial;
  take_prefix(text, "-");
  // Whether the rest is a prerelease shows when it stands behind numbers.
  if (!parse_semver("0-" + std::string(text))) return {};
  if (whole) partial.prerelease = text;
  return partial;
}

std::string next(std::string_view digits) {
  std::string number(without_leading_zeros(digits));
  std::size_t i = number.size();
  while (i > 0 && number[i - 1] == '9') number[--i] = '0';
  if (i == 0) return "1" + number;
  ++number[i - 1];
  return number;
}

std::string text_of(std::string_view major, std::string_view minor, std::string_view patch,
                    std::string_view prerelease = {}) {
  const auto number = [](std::string_view digits) {
    return digits.empty() ? std::string("0") : std::string(digits);
  };
  std::string text = number(major) + "." + number(minor) + "." + number(patch);
  if (!prerelease.empty()) text.append("-").append(prerelease);
  return text;
}

std::string text_of(const Partial& partial) {
  return text_of(partial.major, partial.minor, partial.patch, partial.prerelease);
}

// The first version behind those that begin like `partial`, whose prereleases belong to it.
std::string behind(const Partial& partial) {
  if (partial.minor.empty()) return text_of(next(partial.major), "0", "0", "0");
  return text_of(partial.major, next(partial.minor), "0", "0");
}

// "^": nothing changes before the first number that is not 0.
std::string behind_caret(const Partial& partial) {
  const auto is_zero = [](std::string_view digits) {
    return without_leading_zeros(digits).empty();
  };
  if (!is_zero(partial.major) || partial.minor.empty()) {
    return text_of(next(partial.major), "0", "0", "0");
  }
  if (!is_zero(partial.minor) || partial.patch.empty()) return behind(partial);
  return text_of(partial.major, partial.minor, next(partial.patch), "0");
}

void add_range(const Partial& partial, std::string upper, Comparators& all) {
  all.push_back({Operator::at_least, text_of(partial)});
  all.push_back({Operator::less, std::move(upper)});
}

void add_simple(std::string_view op, const Partial& partial, Comparators& all) {
  const bool whole = !partial.patch.empty();
  if (partial.major.empty()) {
    // Nothing is before or behind everything.
    if (op == "<" || op == ">") all.push_back({Operator::less, "0.0.0-0"});
  } else if (op == "^") {
    add_range(partial, behind_caret(partial), all);
  } else if (op == "~" || op == "~>") {
    add_range(partial, behind(partial), all);
  } else if (op == "<") {
    all.push_back({Operator::less, whole ? text_of(partial) : text_of(partial) + "-0"});
  } else if (op == ">=") {
    all.push_back({Operator::at_least, text_of(partial)});
  } else if (op == "<=") {
    all.push_back(whole ? Comparator{Operator::at_most, text_of(partial)}
                        : Comparator{Operator::less, behind(partial)});
  } else if (op == ">") {
    std::string upper = whole ? text_of(partial) : behind(partial);
    if (!whole) upper.resize(upper.size() - 2);  // without "-0"
    all.push_back({whole ? Operator::more : Operator::at_least, std::move(upper)});
  } else if (whole) {
    all.push_back({Operator::equal, text_of(partial)});
  } else {
    add_range(partial, behind(partial), all);
  }
}

// "1.2 - 2": both ends belong to it, and what begins like the second one.
bool add_hyphen(std::string_view from, std::string_view to, Comparators& all) {
  const std::optional<Partial> low = parse_partial(from), high = parse_partial(to);
  if (!low || !high) return false;
  if (!low->major.empty()) all.push_back({Operator::at_least, text_of(*low)});
  add_simple("<=", *high, all);
  return true;
}

// One alternative of a range.
std::optional<Comparators> parse_alternative(std::string_view text) {
  Comparators all;
  text = trim(text);
  if (const std::size_t hyphen = text.find(" - "); hyphen != text.npos) {
    if (!add_hyphen(trim(text.substr(0, hyphen)), trim(text.substr(hyphen + 3)), all)) return {};
    return all;
  }
  while (!text.empty()) {
    std::string_view rest = text;
    const std::string_view op = take_while(
        rest, [](char c) { return c == '<' || c == '>' || c == '=' || c == '~' || c == '^'; });
    constexpr std::string_view operators[] = {"", "=", "<", "<=", ">", ">=", "~", "~>", "^"};
    if (std::ranges::find(operators, op) == std::end(operators)) return {};
    take_while(rest, is_space);
    const std::string_view version = take_while(rest, [](char c) { return !is_space(c); });
    const std::optional<Partial> partial = parse_partial(version);
    if (!partial) return {};
    add_simple(op, *partial, all);
    text = trim(rest);
  }
  return all;
}

bool holds(Operator op, std::strong_ordering order) {
  switch (op) {
    case Operator::less: return order < 0;
    case Operator::at_most: return order <= 0;
    case Operator::equal: return order == 0;
    case Operator::at_least: return order >= 0;
    case Operator::more: return order > 0;
  }
  return false;
}

bool all_hold(const Comparators& comparators, const Semver& version) {
  bool names_prerelease = version.prerelease.empty();
  for (const Comparator& comparator : comparators) {
    const std::optional<Semver> bound = parse_semver(comparator.version);
    if (!bound || !holds(comparator.op, compare_semver(version, *bound))) return false;
    names_prerelease =
        names_prerelease || (!bound->prerelease.empty() &&
                             compare_dotted_numbers(version.numbers, bound->numbers) == 0);
  }
  return names_prerelease;
}

}  // namespace

std::optional<bool> matches_npm_range(std::string_view range, std::string_view version) {
  const std::optional<Semver> parsed = parse_semver(version);
  if (!parsed) return {};
  bool matches = false;
  for (std::size_t begin = 0; begin <= range.size();) {
    const std::size_t end = std::min(range.find("||", begin), range.size());
    const std::optional<Comparators> alternative =
        parse_alternative(range.substr(begin, end - begin));
    if (!alternative) return {};
    matches = matches || all_hold(*alternative, *parsed);
    begin = end + 2;
  }
  return matches;
}

}  // namespace boltseal
