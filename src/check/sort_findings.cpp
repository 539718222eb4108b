#include "check/sort_findings.h"

#include <algorithm>
#include <utility>

namespace boltseal {

void sort_findings(std::vector<ShownFinding>& findings) {
  const auto less = [](const ShownFinding& a, const ShownFinding& b) {
    return place_key(a) < place_key(b);
  };
  if (std::ranges::is_sorted(findings, less)) return;
  // A finding has more than half a kilobyte to move, so each is moved once.
  std::vector<ShownFinding*> order;
  order.reserve(findings.size());
  for (ShownFinding& finding : findings) order.push_back(&finding);
  std::ranges::stable_sort(
      order, [&](const ShownFinding* a, const ShownFinding* b) { return less(*a, *b); });
  std::vector<ShownFinding> sorted;
  sorted.reserve(order.size());
  for (ShownFinding* const finding : order) sorted.push_back(std::move(*finding));
  findings = std::move(sorted);
}

}  // namespace boltseal
