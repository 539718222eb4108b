#include "packages/versions/ordering.h"
#include "packages/versions/semver.h"

namespace boltseal {
namespace {

// Dart's pub_semver orders builds too, which semantic versioning does not: none is before some.
std::optional<std::weak_ordering> compare(std::string_view a, std::string_view b) {
  const std::optional<Semver> left = parse_semver(a), right = parse_semver(b);
  if (!left || !right) return {};
  const auto order = compare_semver(*left, *right);
  return order != 0 ? order : compare_identifiers(left->build, right->build);
}

}  // namespace

extern const Ordering pub_ordering{"pub", compare};

}  // namespace boltseal
