#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "advisories/feeds/spans.h"

namespace boltseal::feeds {

/// How the tools of a language write which versions they mean.
enum class Dialect : std::uint8_t {
  gem,       ///< "~> 2.2.1, >= 2.2.3" (Gem::Requirement)
  cargo,     ///< ">= 1.2, < 2", "^1.2", "1.2" as "^1.2" (the crate semver)
  npm,       ///< "<1.2.3 || >=2 <2.1 || 3.x || 1.0.0 - 1.2.0" (node-semver)
  composer,  ///< ">=1.0,<1.2", "1.2.*" (composer/semver)
};
/// The ordering of its versions.
const Ordering& ordering_of(Dialect dialect);

/// The versions that a requirement means. Nothing when it is none, or has more than 200 parts.
std::optional<std::vector<Span>> read_requirement(std::string_view text, Dialect dialect);

}  // namespace boltseal::feeds
