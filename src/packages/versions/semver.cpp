#include "packages/versions/semver.h"

#include "packages/versions/digits.h"
#include "packages/versions/ordering.h"

namespace boltseal {
namespace {

bool is_identifier(char c) { return is_digit(c) || is_letter(c) || c == '-'; }

// Identifiers between dots; taken off `text`.
std::optional<std::string_view> take_identifiers(std::string_view& text) {
  const std::string_view taken =
      take_while(text, [](char c) { return is_identifier(c) || c == '.'; });
  if (taken.empty() || taken.front() == '.' || taken.back() == '.') return {};
  if (taken.find("..") != taken.npos) return {};
  return taken;
}

// The text before the next dot; it and the dot are taken off `text`.
std::string_view take_identifier(std::string_view& text) {
  const std::string_view taken = take_while(text, [](char c) { return c != '.'; });
  take_prefix(text, ".");
  return taken;
}

std::strong_ordering compare_identifier(std::string_view a, std::string_view b) {
  const bool number_a = is_number(a), number_b = is_number(b);
  if (number_a && number_b) return compare_numbers(a, b);
  if (number_a != number_b) return number_b <=> number_a;
  return a <=> b;
}

std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  const std::optional<Semver> left = parse_semver(a), right = parse_semver(b);
  if (!left || !right) return {};
  return compare_semver(*left, *right);
}

}  // namespace

std::optional<Semver> parse_semver(std::string_view text) {
  text = trim(text);
  take_while(text, [](char c) { return c == 'v' || c == 'V' || c == '=' || is_space(c); });
  Semver version;
  const std::string_view numbers = text;
  do {
    if (take_digits(text).empty()) return {};
  } while (take_prefix(text, "."));
  version.numbers = numbers.substr(0, numbers.size() - text.size());
  if (take_prefix(text, "-") || (!text.empty() && is_letter(text.front()))) {
    const auto prerelease = take_identifiers(text);
    if (!prerelease) return {};
    version.prerelease = *prerelease;
  }
  if (take_prefix(text, "+")) {
    const auto build = take_identifiers(text);
    if (!build) return {};
    version.build = *build;
  }
  if (!text.empty()) return {};
  return version;
}

std::strong_ordering compare_dotted_numbers(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    const std::string_view left = take_identifier(a), right = take_identifier(b);
    if (const auto order = compare_numbers(left, right); order != 0) return order;
  }
  return std::strong_ordering::equal;
}

std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::string_view left = take_identifier(a), right = take_identifier(b);
    if (const auto order = compare_identifier(left, right); order != 0) return order;
  }
  return !a.empty() <=> !b.empty();
}

std::strong_ordering compare_semver(const Semver& a, const Semver& b) {
  if (const auto order = compare_dotted_numbers(a.numbers, b.numbers); order != 0) return order;
  if (a.prerelease.empty() != b.prerelease.empty()) {
    return a.prerelease.empty() <=> b.prerelease.empty();
  }
  return compare_identifiers(a.prerelease, b.prerelease);
}

extern const Ordering semver_ordering{"semver", compare};

}  // namespace boltseal
