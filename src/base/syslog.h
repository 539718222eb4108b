#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boltseal {

enum class SyslogLevel : std::uint8_t { alert = 1, notice = 5 };  // RFC 5424, table 2

/// Sends one message to the machine's log (authpriv), and says when it was not taken, which
/// syslog(3) does not.
Result<void> send_to_syslog(SyslogLevel level, std::string_view message,
                            const std::string& socket = "/dev/log");

}  // namespace boltseal
