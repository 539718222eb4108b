#pragma once

#include <optional>
#include <string_view>

#include "advisories/lookup_file.h"
#include "packages/versions/ordering.h"

namespace boltseal {

/// What a row says of one version.
struct VersionAnswer {
  bool is_affected = false;
  /// The first later version that the row does not call affected, where a fix says so; else empty.
  std::string_view fixed;
  /// A version of the row that is none; the interval is then left out.
  std::string_view unparsable;
};

/// `ordering` may be null: then only the versions that are listed one by one count. The version of
/// the package has to be one that the ordering can compare.
VersionAnswer answer(const AffectedRow& row, std::string_view version, const Ordering* ordering);

}  // namespace boltseal
