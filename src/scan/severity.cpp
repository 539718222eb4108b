#include "scan/severity.h"

#include <algorithm>
#include <array>

#include "model/cvss.h"

namespace boltseal {
namespace {

std::size_t rank(const SeverityClaim& claim) {
  constexpr std::array<std::string_view, 2> order = {"nvd", "ghsa"};
  return static_cast<std::size_t>(std::ranges::find(order, claim.source) - order.begin());
}

template <class Fits>
const SeverityClaim* first(const std::vector<SeverityClaim>& of_package,
                           const std::vector<SeverityClaim>& of_vulnerability, Fits fits) {
  const auto found = std::ranges::find_if(of_package, fits);
  if (found != of_package.end()) return &*found;
  const SeverityClaim* best = nullptr;
  for (const SeverityClaim& claim : of_vulnerability) {
    if (fits(claim) && (best == nullptr || rank(claim) < rank(*best))) best = &claim;
  }
  return best;
}

}  // namespace

Rating rating_of(const SeverityClaim& claim) {
  return claim.rating != Rating::unknown || claim.vector.empty() ? claim.rating
                                                                 : cvss_rating(claim.vector);
}

const SeverityClaim* deciding_claim(const std::vector<SeverityClaim>& of_package,
                                    const std::vector<SeverityClaim>& of_vulnerability) {
  return first(of_package, of_vulnerability,
               [](const SeverityClaim& claim) { return rating_of(claim) != Rating::unknown; });
}

const SeverityClaim* vector_claim(const std::vector<SeverityClaim>& of_package,
                                  const std::vector<SeverityClaim>& of_vulnerability) {
  return first(of_package, of_vulnerability,
               [](const SeverityClaim& claim) { return !claim.vector.empty(); });
}

Severity severity_of(Rating rating) {
  switch (rating) {
    case Rating::critical: return Severity::critical;
    case Rating::high: return Severity::high;
    case Rating::medium:
    case Rating::unknown: return Severity::medium;
    case Rating::low: return Severity::low;
    case Rating::negligible: break;
  }
  return Severity::info;
}

}  // namespace boltseal
