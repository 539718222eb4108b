#include "base/edit_distance.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace boltseal {

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const auto rows = static_cast<int>(a.size());
  const auto columns = static_cast<int>(b.size());
  if (std::abs(rows - columns) > limit) return limit + 1;
  std::vector<int> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (int j = 0; j <= columns; ++j) previous[static_cast<std::size_t>(j)] = j;
  for (int i = 1; i <= rows; ++i) {
    const auto row = static_cast<std::size_t>(i);
    current[0] = i;
    int smallest = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[row - 1] == b[j - 1];
      int cost = std::min({previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (same ? 0 : 1)});
      if (row > 1 && j > 1 && a[row - 1] == b[j - 2] && a[row - 2] == b[j - 1]) {
        cost = std::min(cost, before[j - 2] + 1);
      }
      current[j] = cost;
      smallest = std::min(smallest, cost);
    }
    if (smallest > limit) return limit + 1;
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return std::min(previous.back(), limit + 1);
}

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
  // A third of the word may be wrong: "--fromat" finds "--format", "foo" finds nothing far away.
  int best_distance = static_cast<int>(std::max<std::size_t>(1, word.size() / 3));
  std::string_view best;
  for (const std::string_view candidate : candidates) {
    const int distance = edit_distance(word, candidate, best_distance);
    if (distance <= best_distance && (best.empty() || distance < best_distance)) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> candidates,
                       std::string_view before, std::string_view behind) {
  const std::string_view near = nearest(word, candidates);
  if (near.empty()) return {};
  std::string text = ", did you mean ";
  return text.append(before).append(near).append(behind).append("?");
}

}  // namespace boltseal
