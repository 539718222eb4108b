#pragma once

#include <string>

namespace boltseal {

/// Now in UTC, to the second: "2026-11-25T22:00:00Z" (RFC 3339). When the environment has
/// SOURCE_DATE_EPOCH (reproducible-builds.org), that moment, so that a report can be made again
/// byte by byte.
std::string timestamp();

}  // namespace boltseal
