#pragma once

#include <optional>
#include <string_view>

namespace boltseal {

/// Whether a version is in a range as npm writes them: "^1.2 || >=2 <3", "1.x", "1.2 - 2". A
/// prerelease is in it only when the range names a prerelease of the same numbers (node-semver 7,
/// loose). Nothing when the range or the version is none.
std::optional<bool> matches_npm_range(std::string_view range, std::string_view version);

}  // namespace boltseal
