#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace boltseal {

/// The parts of a semantic version (semver.org 2.0.0); views into its text.
struct Semver {
  std::string_view numbers;     ///< "1.2.3": one number or more between dots.
  std::string_view prerelease;  ///< "rc.1"
  std::string_view build;       ///< "20130313144700"
};

/// Takes what node-semver takes in loose mode (a leading "v" or "=", zeros before numbers, no
/// hyphen before the prerelease), and any count of numbers.
std::optional<Semver> parse_semver(std::string_view text);

/// Number by number; what is missing is 0.
std::strong_ordering compare_dotted_numbers(std::string_view a, std::string_view b);

/// Identifiers between dots: numbers by value, before words, which are compared by bytes; fewer
/// are before more.
std::strong_ordering compare_identifiers(std::string_view a, std::string_view b);

/// Numbers and prerelease; without a prerelease is later. The build has no part in it.
std::strong_ordering compare_semver(const Semver& a, const Semver& b);

}  // namespace boltseal
