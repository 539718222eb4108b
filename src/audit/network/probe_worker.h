#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/network/ipv4.h"

namespace boltseal {

/// A connection to try.
struct ProbeCall {
  int space = -1;  ///< A descriptor of the network namespace to try it from.
  Ipv4 address = 0;
  std::uint16_t port = 0;
};

enum class ProbeAnswer : std::uint8_t {
  untried,  ///< The namespace could not be entered.
  silent,   ///< Nobody answered in time, or the kernel knew no way.
  refused,  ///< Somebody said no.
  connected,
};

/// Tries them all at once, in a process of its own that may do nothing else, for at most two
/// seconds. Nothing is sent over a connection that is made; it is reset. We have no other thread.
/// @return one answer for each; nothing when the process could not do it
std::optional<std::vector<ProbeAnswer>> connect_from_spaces(const std::vector<ProbeCall>& calls);

}  // namespace boltseal
