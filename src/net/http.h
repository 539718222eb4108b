#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
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
  bool is_elsewhere = false;  ///< Redirects led to another origin than was asked.

  /// The first of a name, whatever its case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

/// How much of an answer is taken.
struct Bounds {
  std::size_t header = 64 << 10;
  std::size_t body = 4 << 20;
};

/// Takes the body of an answer while it comes. A failure that it returns ends the exchange.
class BodySink {
 public:
  virtual ~BodySink() = default;
  /// Called once for an answer: whether its body is taken here. One that is not becomes
  /// Response::body.
  virtual Outcome<bool> begin(const Response& head) = 0;
  virtual Outcome<void> take(std::string_view piece) = 0;
};

/// How slowly a body that a sink takes may come: never silent for longer than `patience`, and over
/// all of it not slower than `least_rate`, in bytes a second; so that its time grows with its size.
struct Pace {
  std::chrono::milliseconds patience = std::chrono::seconds(30);
  std::uint64_t least_rate = 8 << 10;
};

/// The bytes of a request (RFC 9112) for one connection; `target` is what stands behind the method.
/// What could begin another header is left out.
std::string request_text(std::string_view method, std::string_view target, const Headers& headers,
                         std::string_view body);

/// Reads one answer to a request with this method. Whatever the peer sends, it takes at most what
/// the bounds say, and an answer that is cut off is none. For CONNECT it reads no further than the
/// header. `sink` may be null; what it takes is not bounded here but in time, by `pace`.
Outcome<Response> read_response(Stream& stream, std::string_view method, const Bounds& bounds,
                                Deadline deadline, BodySink* sink = nullptr, const Pace& pace = {});

}  // namespace boltseal::net
