#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boltseal {

// How the containers' world writes values, whichever file they stand in. Nothing is answered for
// what is not written so, nor for what is too large.

/// "512m", "1.5GiB" → bytes, powers of 1024 (docker/go-units, RAMInBytes: b k m g t p, with or
/// without "b" or "ib" behind them, in either case).
std::optional<std::int64_t> parse_size(std::string_view text);

/// "1m30.5s" → milliseconds, rounded (Go's time.ParseDuration, without a sign).
std::optional<std::int64_t> parse_duration(std::string_view text);

/// The same with a sign, days and weeks ("1w2d"), as Compose has it.
std::optional<std::int64_t> parse_long_duration(std::string_view text);

/// "0.5" → 500.
std::optional<std::int64_t> parse_thousandths(std::string_view text);

/// "true", "T", "0" … (Go's strconv.ParseBool, which flags are read with).
std::optional<bool> parse_bool(std::string_view text);

/// "cap_net_admin" → "NET_ADMIN": engines take capabilities with and without the prefix.
std::string capability_name(std::string_view written);

}  // namespace boltseal
