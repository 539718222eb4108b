#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace boltseal {

/// Now in UTC, to the second: "2026-11-25T22:00:00Z" (RFC 3339). When the environment has
/// SOURCE_DATE_EPOCH (reproducible-builds.org), that moment, so that a report can be made again
/// byte by byte.
std::string timestamp();

/// A moment in that form, and back; nothing for any other text.
std::string to_text(std::chrono::sys_seconds moment);
std::optional<std::chrono::sys_seconds> parse_timestamp(std::string_view text);

}  // namespace boltseal
