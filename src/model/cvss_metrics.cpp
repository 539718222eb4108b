#include "model/cvss_metrics.h"

#include <algorithm>
#include <cmath>

namespace boltseal {
namespace {

bool has_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace

std::optional<CvssMetrics> CvssMetrics::parse(std::string_view vector,
                                              std::span<const CvssMetric> table) {
  CvssMetrics metrics;
  metrics.table_ = table;
  if (vector.ends_with('/')) vector.remove_suffix(1);
  while (!vector.empty()) {
    const std::size_t end = std::min(vector.find('/'), vector.size());
    const std::string_view part = vector.substr(0, end);
    const std::size_t colon = part.find(':');
    const auto row = std::ranges::find(table, part.substr(0, colon), &CvssMetric::name);
    if (colon == part.npos || row == table.end()) return {};
    std::string_view& value = metrics.values_[static_cast<std::size_t>(row - table.begin())];
    if (!value.empty() || !has_word(row->values, part.substr(colon + 1))) return {};
    value = part.substr(colon + 1);
    vector.remove_prefix(std::min(end + 1, vector.size()));
  }
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].mandatory && metrics.values_[i].empty()) return {};
  }
  return metrics;
}

std::string_view CvssMetrics::operator[](std::string_view name) const {
  const auto row = std::ranges::find(table_, name, &CvssMetric::name);
  if (row == table_.end()) return {};
  return values_[static_cast<std::size_t>(row - table_.begin())];
}

bool CvssMetrics::has_any(std::initializer_list<std::string_view> names) const {
  return std::ranges::any_of(names, [&](std::string_view name) { return !(*this)[name].empty(); });
}

double cvss_weight(std::string_view value, std::initializer_list<CvssWeight> weights) {
  const auto found = std::ranges::find(weights, value, &CvssWeight::value);
  return found == weights.end() ? 1 : found->weight;
}

double round_to_tenth(double score) {
  constexpr double slack = 1e-6;  // what is this near to a half is one
  return std::floor(score * 10 + 0.5 + slack) / 10;
}

}  // namespace boltseal
