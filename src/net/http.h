#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/stream.h"

namespace boltseal::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Response {
  int status = 0;
  Headers headers;  ///< In the order received.
  std::string body;

  /// The first of a name, whatever its case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

/// How much of an answer is taken.
struct Bounds {
  std::size_t header = 64 << 10;
  std::size_t body = 4 << 20;
};

/// The bytes of a request (RFC 9112) for one connection; `target` is what stands behind the method.
/// What could begin another header is left out.
std::string request_text(std::string_view method, std::string_view target, const Headers& headers,
                         std::string_view body);

/// Reads one answer to a request with this method. Whatever the peer sends, it takes at most what
/// the bounds say, and an answer that is cut off is none. For CONNECT it reads no further than the
/// header.
Outcome<Response> read_response(Stream& stream, std::string_view method, const Bounds& bounds,
                                Deadline deadline);

}  // namespace boltseal::net
