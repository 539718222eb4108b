#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "model/cvss.h"

namespace boltseal {

/// A metric of a CVSS vector and what it may be.
struct CvssMetric {
  std::string_view name;    ///< "AV"
  std::string_view values;  ///< Between spaces: "N A L P".
  bool mandatory = false;
};

/// What a vector says, each metric at the place of its row in the table of its version.
class CvssMetrics {
 public:
  /// Reads "AV:N/AC:L/…", in any order. Nothing when a metric is unknown, given twice, has a value
  /// that it cannot have, or is mandatory and missing.
  static std::optional<CvssMetrics> parse(std::string_view vector,
                                          std::span<const CvssMetric> table);

  /// Empty when it is not given. `name` is one of the table.
  std::string_view operator[](std::string_view name) const;
  bool has_any(std::initializer_list<std::string_view> names) const;

 private:
  static constexpr std::size_t most = 32;  // the table of 4.0 is the longest and has all of them
  std::span<const CvssMetric> table_;
  std::array<std::string_view, most> values_;
};

/// A value of a metric and the number that stands for it.
struct CvssWeight {
  std::string_view value;
  double weight = 0;
};
/// 1 when `value` is not among them, as of a metric that is not defined.
double cvss_weight(std::string_view value, std::initializer_list<CvssWeight> weights);

/// To the nearest tenth; half a tenth goes up, in spite of binary fractions.
double round_to_tenth(double score);

/// Of the text without its prefix.
std::optional<CvssScores> cvss2_scores(std::string_view vector);
std::optional<CvssScores> cvss3_scores(std::string_view vector, int minor);
std::optional<CvssScores> cvss4_scores(std::string_view vector);

}  // namespace boltseal
