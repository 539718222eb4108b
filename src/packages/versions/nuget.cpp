#include "base/text.h"
#include "packages/versions/ordering.h"
#include "packages/versions/semver.h"

namespace boltseal {
namespace {

// NuGetVersion: a semantic version with up to four numbers, and labels of any case.
std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  std::optional<Semver> left = parse_semver(a), right = parse_semver(b);
  if (!left || !right) return {};
  const std::string label_a = to_lower(left->prerelease), label_b = to_lower(right->prerelease);
  left->prerelease = label_a;
  right->prerelease = label_b;
  return compare_semver(*left, *right);
}

}  // namespace

extern const Ordering nuget_ordering{"nuget", compare};

}  // namespace boltseal
