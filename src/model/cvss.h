#pragma once

#include <optional>
#include <string_view>

#include "model/advisory.h"

namespace boltseal {

/// The score of a CVSS vector, 0.0 to 10.0 in tenths, as the FIRST specifications of 2.0, 3.0, 3.1
/// and 4.0 compute it.
struct CvssScores {
  /// Of the base metrics; of a 4.0 vector, of all that it states.
  double base = 0;
  /// The same with the temporal metrics, and with the environmental ones too (2.0, 3.x); nothing
  /// when the vector has none of them.
  std::optional<double> temporal, environmental;
};

/// Nothing when the text is no valid vector. Takes 2.0 with and without parentheses, 3.x and 4.0
/// with their prefix.
std::optional<CvssScores> cvss_scores(std::string_view vector);

/// The qualitative rating: 0 negligible, below 4 low, below 7 medium, below 9 high, else critical.
/// A 2.0 vector has no critical.
Rating cvss_rating(std::string_view vector);

}  // namespace boltseal
