#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "net/stream.h"

namespace boltseal::net {

/// A TCP connection to the first address of `host` that answers. Name resolution, too, ends at the
/// deadline.
Outcome<std::unique_ptr<Stream>> connect_tcp(const std::string& host, std::uint16_t port,
                                             Deadline deadline);

/// A connection to a socket of this machine's file system.
Outcome<std::unique_ptr<Stream>> connect_unix(const std::string& path, Deadline deadline);

}  // namespace boltseal::net
