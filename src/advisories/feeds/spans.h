#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/advisory.h"
#include "packages/versions/ordering.h"

// Versions between two ends, for publishers who say which versions are mended, and not which are
// affected.

namespace boltseal::feeds {

struct Span {
  std::string low = {};    ///< Empty: from the first version on.
  bool after_low = false;  ///< `low` itself is not meant.
  std::string high = {};   ///< Empty: all later versions.
  bool with_high = false;  ///< `high` itself is meant.

  friend bool operator==(const Span&, const Span&) = default;
};

/// What lies in none of them, in order. Nothing when versions cannot be compared.
std::optional<std::vector<Span>> outside(std::vector<Span> spans, const Ordering& ordering);

/// What lies in one of `some` and in one of `others`.
std::optional<std::vector<Span>> common(const std::vector<Span>& some,
                                        const std::vector<Span>& others, const Ordering& ordering);

/// One range for each. Where a span begins after a version, the range begins with the next one that
/// is likely to exist, as the ecosystem of the ordering counts.
std::vector<VersionRange> ranges_of(const std::vector<Span>& spans, const Ordering& ordering);

}  // namespace boltseal::feeds
