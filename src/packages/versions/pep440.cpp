#include <array>
#include <string>
#include <vector>

#include "packages/versions/digits.h"
#include "packages/versions/ordering.h"
#include "packages/versions/semver.h"

namespace boltseal {
namespace {

// The segments of a version (PEP 440). Views into its text; no digits where a segment has no number
// are 0, as PEP 440 implies.
struct Version {
  std::string_view epoch;
  std::string_view release;  // "1.2.3", without zeros at its end
  int prerelease = 0;        // 1 alpha, 2 beta, 3 candidate; 0: none
  std::string_view prerelease_number;
  bool is_post = false, is_dev = false;
  std::string_view post_number, dev_number;
  std::string_view local;  // "ubuntu.1"
};

bool is_mark(char c) { return c == '.' || c == '-' || c == '_'; }

// Takes a separator, one of `words` and its number off `text`; -1 when it does not begin so.
template <std::size_t N>
int take_segment(std::string_view& text, const std::array<std::string_view, N>& words,
                 std::string_view& number) {
  std::string_view rest = text;
  if (!rest.empty() && is_mark(rest.front())) rest.remove_prefix(1);
  for (std::size_t i = 0; i < N; ++i) {
    if (!take_prefix(rest, words[i])) continue;
    if (!rest.empty() && is_mark(rest.front())) rest.remove_prefix(1);
    number = take_digits(rest);
    text = rest;
    return static_cast<int>(i);
  }
  return -1;
}

std::string_view without_zeros_at_end(std::string_view release) {
  for (;;) {
    const std::size_t end = release.find_last_not_of('0');
    if (end == release.npos || release[end] != '.' || end + 1 == release.size()) return release;
    release = release.substr(0, end);
  }
}

bool take_release(std::string_view& text, std::string_view& release) {
  const std::string_view begin = text;
  if (take_digits(text).empty()) return false;
  while (text.size() > 1 && text[0] == '.' && is_digit(text[1])) {
    text.remove_prefix(1);
    take_digits(text);
  }
  release = without_zeros_at_end(begin.substr(0, begin.size() - text.size()));
  return true;
}

bool is_local(std::string_view text) {
  bool mark = true;  // neither first nor last, nor one behind another
  for (const char c : text) {
    if (!is_mark(c) && !is_digit(c) && !is_letter(c)) return false;
    if (is_mark(c) && mark) return false;
    mark = is_mark(c);
  }
  return !mark;
}

// `text` is in lower case.
std::optional<Version> parse(std::string_view text) {
  // Longer words before those that they begin with.
  static constexpr std::array<std::string_view, 8> prereleases = {"alpha",   "a",   "beta", "b",
                                                                  "preview", "pre", "rc",   "c"};
  static constexpr std::array<std::string_view, 3> posts = {"post", "rev", "r"};
  static constexpr std::array<std::string_view, 1> devs = {"dev"};
  Version version;
  take_prefix(text, "v");
  std::string_view ahead = text;
  if (const std::string_view epoch = take_digits(ahead); !epoch.empty() && ahead.starts_with('!')) {
    version.epoch = epoch;
    text = ahead.substr(1);
  }
  if (!take_release(text, version.release)) return {};
  if (const int word = take_segment(text, prereleases, version.prerelease_number); word >= 0) {
    version.prerelease = std::min(word / 2 + 1, 3);
  }
  if (text.size() > 1 && text[0] == '-' && is_digit(text[1])) {  // "1.0-1" is "1.0.post1"
    version.is_post = true;
    text.remove_prefix(1);
    version.post_number = take_digits(text);
  } else {
    version.is_post = take_segment(text, posts, version.post_number) >= 0;
  }
  version.is_dev = take_segment(text, devs, version.dev_number) >= 0;
  if (take_prefix(text, "+")) {
    if (!is_local(text)) return {};
    version.local = text;
    text = {};
  }
  if (!text.empty()) return {};
  return version;
}

// A development release of nothing else is before the prereleases, which are before the release.
int stage_of(const Version& version) {
  if (version.prerelease != 0) return version.prerelease;
  return version.is_dev && !version.is_post ? 0 : 4;
}

// Segments of a local version: words, then numbers by value; fewer are before more.
std::strong_ordering compare_local(std::string_view a, std::string_view b) {
  const auto take = [](std::string_view& text) {
    const std::string_view taken = take_while(text, [](char c) { return !is_mark(c); });
    if (!text.empty()) text.remove_prefix(1);
    return taken;
  };
  while (!a.empty() && !b.empty()) {
    const std::string_view left = take(a), right = take(b);
    const bool number = is_number(left);
    if (number != is_number(right)) return number <=> is_number(right);
    const auto order = number ? compare_numbers(left, right) : left <=> right;
    if (order != 0) return order;
  }
  return !a.empty() <=> !b.empty();
}

std::strong_ordering compare_versions(const Version& a, const Version& b) {
  auto order = compare_numbers(a.epoch, b.epoch);
  if (order == 0) order = compare_dotted_numbers(a.release, b.release);
  if (order == 0) order = stage_of(a) <=> stage_of(b);
  if (order == 0) order = compare_numbers(a.prerelease_number, b.prerelease_number);
  if (order == 0) order = a.is_post <=> b.is_post;
  if (order == 0) order = compare_numbers(a.post_number, b.post_number);
  if (order == 0) order = b.is_dev <=> a.is_dev;
  if (order == 0) order = compare_numbers(a.dev_number, b.dev_number);
  return order == 0 ? compare_local(a.local, b.local) : order;
}

// What packaging up to 21 made of versions that are not of PEP 440 (LegacyVersion, after
// setuptools): words with "*" before them, numbers with eight digits, then compared as texts.
std::vector<std::string> legacy_parts(std::string_view text) {
  std::vector<std::string> parts;
  const auto add = [&](std::string part) {
    if (part.starts_with('*')) {
      if (part < "*final") {
        while (!parts.empty() && parts.back() == "*final-") parts.pop_back();
      }
      while (!parts.empty() && parts.back() == "00000000") parts.pop_back();
    }
    parts.push_back(std::move(part));
  };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  while (!text.empty()) {
    if (take_prefix(text, ".")) continue;
    if (take_prefix(text, "-")) {
      add("*final-");
    } else if (is_digit(text.front())) {
      const std::string_view digits = take_digits(text);
      add(std::string(8 - std::min<std::size_t>(digits.size(), 8), '0') + std::string(digits));
    } else if (is_lower(text.front())) {
      const std::string_view word = take_while(text, is_lower);
      const bool candidate = word == "pre" || word == "preview" || word == "rc";
      add(candidate ? "*c" : word == "dev" ? "*@" : "*" + std::string(word));
    } else {
      const auto is_other = [&](char c) {
        return !is_digit(c) && !is_lower(c) && c != '.' && c != '-';
      };
      add("*" + std::string(take_while(text, is_other)));
    }
  }
  add("*final");
  return parts;
}

// All that are not of PEP 440 are before all that are.
std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  const std::string lower_a = to_lower(trim(a)), lower_b = to_lower(trim(b));
  if (lower_a.empty() || lower_b.empty()) return {};
  const std::optional<Version> left = parse(lower_a), right = parse(lower_b);
  if (left && right) return compare_versions(*left, *right);
  if (left || right) return left.has_value() <=> right.has_value();
  return legacy_parts(lower_a) <=> legacy_parts(lower_b);
}

}  // namespace

extern const Ordering pep440_ordering{"pep440", compare};

}  // namespace boltseal
