#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.h"

namespace boltseal::net {

/// A request as a server hears it, whole: a body that came in chunks is put together.
struct HeardRequest {
  std::string method;  ///< As it was sent; any token.
  std::string target;  ///< As it was sent: not unescaped, not normalised.
  Headers headers;     ///< In the order received, without trailers.
  std::string body;
  std::string peer;             ///< Who sends it: "10.0.0.7:41000", "uid 0 (pid 812)".
  bool is_kept_alive = false;   ///< Whether the peer wants to send more on this connection.
  bool is_body_framed = false;  ///< Whether a length or chunks announced a body, be it empty.

  /// The first of a name, whatever its case; empty when there is none.
  std::string_view header(std::string_view name) const;
};

/// How much of a request is taken, and how slowly.
struct RequestBounds {
  std::size_t header = 64 << 10;  ///< Bytes.
  std::size_t body = 8 << 20;     ///< Bytes, without the framing of chunks.
  std::chrono::milliseconds idle = std::chrono::seconds(120);        ///< Before its first byte.
  std::chrono::milliseconds header_time = std::chrono::seconds(10);  ///< From its first byte on.
  std::chrono::milliseconds body_time = std::chrono::seconds(30);    ///< From its header on.
};

/// Why there is no further request on a connection.
struct NoRequest {
  int status = 0;  ///< What to answer before the connection is closed; 0: nothing.
  std::string message;
};

/// Reads the requests of one connection in their order (RFC 9112). Whoever frames a body in two
/// ways, or in one that is not plain, is refused: a peer before us might have read it otherwise.
/// Not for several threads.
class RequestReader {
 public:
  /// `stream` is borrowed.
  RequestReader(Stream& stream, const RequestBounds& bounds) : stream_(stream), bounds_(bounds) {}

  /// Whether bytes of a next request have come already.
  bool has_more() const { return begin_ < end_; }
  /// Waits for the first byte of a request.
  std::expected<void, NoRequest> wait();

  /// The next request, into `request`, whose peer stays as it is.
  std::expected<void, NoRequest> next(HeardRequest& request);

 private:
  std::expected<std::size_t, NoRequest> receive(Deadline deadline, bool has_begun);

  Stream& stream_;
  const RequestBounds bounds_;
  std::vector<char> buffer_ = std::vector<char>(16 << 10);
  std::size_t begin_ = 0, end_ = 0;  // what of the buffer has come and is not taken yet
};

}  // namespace boltseal::net
