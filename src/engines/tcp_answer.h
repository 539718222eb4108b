#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace boltseal {

/// Who takes commands of an engine at a port.
enum class TcpAnswer : std::uint8_t {
  none,   ///< Nobody answered, or something else than an engine's API did.
  plain,  ///< The API, without TLS.
  tls,    ///< The API over TLS, though we showed no certificate.
};

/// Connects to an address of this machine and asks for the engine's version: GET /version, first
/// plain, then over TLS. Two connections at most.
TcpAnswer ask_over_tcp(const std::string& host, int port, std::chrono::milliseconds patience);

}  // namespace boltseal
