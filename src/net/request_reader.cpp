#include "net/request_reader.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>

#include "base/text.h"

namespace boltseal::net {
namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::system::error_code;
using boost::beast::string_view;

std::string text_of(string_view text) { return {text.data(), text.size()}; }

// A body is reserved as announced only up to here: an announcement costs its sender nothing.
constexpr std::uint64_t most_reserved = 1 << 20;

/// Beast's parser, which writes into our request. What is added here is refused though RFC 9112
/// or Beast could live with it.
class Parser final : public http::basic_parser<true> {
 public:
  Parser(HeardRequest& request, const RequestBounds& bounds) : request_(request) {
    header_limit(static_cast<std::uint32_t>(bounds.header));
    body_limit(bounds.body);
  }

  // Of names that newer versions of Beast call and older ones do not know.
  void on_trailer_field_impl(http::field, string_view, string_view, ErrorCode&) {}

 private:
  void on_request_impl(http::verb, string_view method, string_view target, int version,
                       ErrorCode& error) override {
    request_.method = text_of(method);
    request_.target = text_of(target);
    is_old_ = version < 11;
    error = {};
  }

  void on_field_impl(http::field name, string_view spelled, string_view value,
                     ErrorCode& error) override {
    error = {};
    if (is_header_over_) return;  // a trailer, of which nobody here knows any
    if (name == http::field::host && ++hosts_ > 1) error = http::error::bad_field;
    if (name == http::field::content_length) {
      request_.is_body_framed = true;
      if (++lengths_ > 1 || value.empty() || !std::ranges::all_of(value, boltseal::is_digit)) {
        error = http::error::bad_content_length;
      }
    }
    if (name == http::field::transfer_encoding) {
      request_.is_body_framed = true;
      if (is_old_ || !equals_ignoring_case({value.data(), value.size()}, "chunked")) {
        error = http::error::bad_transfer_encoding;
      }
    }
    request_.headers.emplace_back(text_of(spelled), text_of(value));
  }

  void on_header_impl(ErrorCode& error) override {
    is_header_over_ = true;
    error = {};
    // RFC 9112, 3.2.
    if (!is_old_ && hosts_ == 0) error = http::error::bad_field;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, ErrorCode& error) override {
    if (length) request_.body.reserve(std::min(*length, most_reserved));
    error = {};
  }

  std::size_t on_body_impl(string_view piece, ErrorCode& error) override {
    request_.body.append(piece.data(), piece.size());
    error = {};
    return piece.size();
  }

  void on_chunk_header_impl(std::uint64_t, string_view, ErrorCode& error) override { error = {}; }

  std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, ErrorCode& error) override {
    return on_body_impl(piece, error);
  }

  void on_finish_impl(ErrorCode& error) override { error = {}; }

  // For a request these are never called.
  void on_response_impl(int, string_view, int, ErrorCode& error) override {
    error = http::error::bad_version;
  }

  HeardRequest& request_;
  int hosts_ = 0, lengths_ = 0;
  bool is_old_ = false, is_header_over_ = false;
};

std::unexpected<NoRequest> no_request(int status, std::string message) {
  return std::unexpected(NoRequest{status, std::move(message)});
}

std::unexpected<NoRequest> refusal(const ErrorCode& error, const RequestBounds& bounds) {
  if (error == http::error::header_limit) {
    return no_request(431,
                      "the header is larger than " + std::to_string(bounds.header >> 10) + " KiB");
  }
  if (error == http::error::body_limit) {
    return no_request(413, "the body is larger than " + std::to_string(bounds.body >> 10) + " KiB");
  }
  return no_request(400, "this is no HTTP/1.1: " + error.message());
}

bool waits_for_continue(const HeardRequest& request) {
  return equals_ignoring_case(request.header("Expect"), "100-continue");
}

}  // namespace

std::string_view HeardRequest::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const auto& header) { return equals_ignoring_case(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::expected<std::size_t, NoRequest> RequestReader::receive(Deadline deadline, bool has_begun) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == buffer_.size()) {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= begin_;
      begin_ = 0;
    } else if (buffer_.size() > bounds_.header) {
      // A line that does not end: of the header, or of a chunk's length.
      return refusal(http::error::header_limit, bounds_);
    } else {
      buffer_.resize(2 * buffer_.size());
    }
  }
  const Outcome<std::size_t> count =
      stream_.read(std::span(buffer_).subspan(end_, buffer_.size() - end_), deadline);
  if (!count) {
    const bool is_slow = has_begun && count.error().trouble == Trouble::too_slow;
    return no_request(is_slow ? 408 : 0,
                      is_slow ? "the request does not come in time" : count.error().message);
  }
  end_ += *count;
  return *count;
}

std::expected<void, NoRequest> RequestReader::wait() {
  if (begin_ < end_) return {};
  const auto count = receive(std::chrono::steady_clock::now() + bounds_.idle, false);
  if (!count) return std::unexpected(count.error());
  if (*count == 0) return no_request(0, "the peer has ended");
  return {};
}

std::expected<void, NoRequest> RequestReader::next(HeardRequest& request) {
  if (const auto begun = wait(); !begun) return begun;
  request.method.clear();
  request.target.clear();
  request.headers.clear();
  request.body.clear();
  request.is_body_framed = false;
  Parser parser(request, bounds_);
  ErrorCode error;
  Deadline deadline = {};
  bool is_header_known = false;
  const auto least = [&] {
    // Of chunks, the last of which is "0\r\n\r\n", Beast 1.74 wants (and asserts) at least that.
    return parser.is_header_done() && parser.chunked() ? std::size_t{5} : std::size_t{1};
  };
  for (;;) {
    while (!parser.is_done() && end_ - begin_ >= least()) {
      const std::size_t taken =
          parser.put(boost::asio::const_buffer(buffer_.data() + begin_, end_ - begin_), error);
      begin_ += taken;
      if (error == http::error::need_more) break;
      if (error) return refusal(error, bounds_);
      if (parser.is_header_done() && !is_header_known) {
        is_header_known = true;
        parser.eager(true);
        deadline = {};
        if (!parser.is_done() && begin_ == end_ && waits_for_continue(request)) {
          const Outcome<void> told =
              stream_.write("HTTP/1.1 100 Continue\r\n\r\n",
                            std::chrono::steady_clock::now() + bounds_.header_time);
          if (!told) return no_request(0, told.error().message);
        }
      }
      if (taken == 0) break;
    }
    if (parser.is_done()) break;
    if (deadline == Deadline{}) {
      deadline = std::chrono::steady_clock::now() +
                 (is_header_known ? bounds_.body_time : bounds_.header_time);
    }
    const auto count = receive(deadline, true);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) return no_request(400, "the request is cut off");
  }
  request.is_kept_alive = parser.keep_alive();
  return {};
}

}  // namespace boltseal::net
