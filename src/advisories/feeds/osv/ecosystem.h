#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/advisory.h"

namespace boltseal::osv {

/// Where an `affected` entry belongs.
struct Place {
  std::string ecosystem;  ///< As the model names it: "Ubuntu:22.04" for "Ubuntu:22.04:LTS".
  Status status = Status::affected;  ///< extended_fix for "Ubuntu:Pro:22.04:LTS".
};

/// Nothing for a product line whose packages are none of the release's own: Ubuntu's FIPS and
/// realtime builds, whose versions would compare wrongly with the others.
std::optional<Place> place_of(std::string_view ecosystem);

/// How an ecosystem writes one name of several that mean the same (PEP 503; Packagist in lower
/// case).
std::string package_name(std::string_view ecosystem, std::string_view name);

/// Who says what stands in a record, by its id: "ghsa" for "GHSA-…", "almalinux" for "ALSA-…".
std::string publisher_of(std::string_view id);

}  // namespace boltseal::osv
