#include <string>

#include "packages/versions/digits.h"
#include "packages/versions/ordering.h"
#include "packages/versions/semver.h"

namespace boltseal {
namespace {

// Versions of Go itself, as the vulnerability database writes them: "go1.21rc2" is "1.21-rc.2".
std::string semantic(std::string_view text) {
  if (!take_prefix(text, "go")) return std::string(text);
  const std::string_view numbers = take_while(text, [](char c) { return is_digit(c) || c == '.'; });
  std::string version(numbers);
  if (const std::string_view kind = take_while(text, is_letter); !kind.empty()) {
    version += "-" + std::string(kind) + (text.empty() ? "" : ".");
  }
  return version + std::string(text);
}

// golang.org/x/mod/semver, with or without "v". Pseudo-versions are prereleases whose date leads;
// "+incompatible" is a build, which has no order.
std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  const std::string text_a = semantic(trim(a)), text_b = semantic(trim(b));
  const std::optional<Semver> left = parse_semver(text_a), right = parse_semver(text_b);
  if (!left || !right) return {};
  return compare_semver(*left, *right);
}

}  // namespace

extern const Ordering go_ordering{"go", compare};

}  // namespace boltseal
