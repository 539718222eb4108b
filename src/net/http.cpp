#include "net/http.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/parser.hpp>
#include <limits>
#include <optional>

#include "base/text.h"

namespace boltseal::net {
namespace {

namespace http = boost::beast::http;

// RFC 9110, 5.5: no line ends, so that a value cannot become two headers.
bool is_field_value(std::string_view value) {
  return std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::unexpected<Failure> refusal(const boost::system::error_code& error, const Bounds& bounds) {
  if (error == http::error::header_limit) {
    return trouble(Trouble::malformed,
                   "sends more than " + std::to_string(bounds.header >> 10) + " KiB of headers");
  }
  if (error == http::error::body_limit) {
    return trouble(Trouble::malformed,
                   "sends more than " + std::to_string(bounds.body >> 20) + " MiB");
  }
  if (error == http::error::partial_message || error == http::error::end_of_stream) {
    return trouble(Trouble::unreachable, "ended the connection before its answer was whole");
  }
  return trouble(Trouble::malformed, "sends what is no HTTP: " + error.message());
}

template <class Fields>
Response head_of(const http::response_header<Fields>& header) {
  Response head;
  head.status = static_cast<int>(header.result_int());
  for (const auto& field : header) {
    const auto name = field.name_string(), value = field.value();
    head.headers.emplace_back(std::string(name.data(), name.size()),
                              std::string(value.data(), value.size()));
  }
  return head;
}

// Where the bytes of a body go: to a sink that takes them, else into a text with a limit.
struct Target {
  BodySink* sink = nullptr;
  std::size_t limit = 0;
  std::string text = {};
  bool is_begun = false, is_taken = false;
  Deadline begun = {};
  std::uint64_t size = 0;
  std::optional<Failure> failure = {};

  bool begin(const Response& head, std::optional<std::uint64_t> length) {
    is_begun = true;
    begun = std::chrono::steady_clock::now();
    if (sink != nullptr) {
      const Outcome<bool> takes = sink->begin(head);
      if (!takes) failure = takes.error();
      is_taken = takes && *takes;
    }
    return !failure && (is_taken || !length || *length <= limit);
  }

  bool take(std::string_view piece) {
    size += piece.size();
    if (!is_taken) return text.append(piece).size() <= limit;
    const Outcome<void> taken = sink->take(piece);
    if (!taken) failure = taken.error();
    return !failure;
  }
};

// A body as Beast's parser wants it.
struct TargetBody {
  using value_type = Target*;

  class reader {
   public:
    template <bool is_request, class Fields>
    reader(http::header<is_request, Fields>&, value_type& target) : target_(target) {}

    void init(const boost::optional<std::uint64_t>&, boost::system::error_code& error) {
      error = {};
    }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& error) {
      std::size_t taken = 0;
      error = {};
      for (auto at = boost::asio::buffer_sequence_begin(buffers);
           at != boost::asio::buffer_sequence_end(buffers); ++at) {
        const boost::asio::const_buffer piece(*at);
        if (!target_->take({static_cast<const char*>(piece.data()), piece.size()})) {
          error = http::error::body_limit;
          return taken;
        }
        taken += piece.size();
      }
      return taken;
    }

    void finish(boost::system::error_code& error) { error = {}; }

   private:
    value_type& target_;
  };
};

}  // namespace

std::string_view Response::header(std::string_view name) const {
  const auto found = std::ranges::find_if(
      headers, [&](const auto& header) { return equals_ignoring_case(header.first, name); });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

std::string request_text(std::string_view method, std::string_view target, const Headers& headers,
                         std::string_view body) {
  std::string text;
  text.append(method).append(" ").append(target).append(" HTTP/1.1\r\n");
  for (const auto& [name, value] : headers) {
    if (is_field_value(name) && is_field_value(value)) {
      text.append(name).append(": ").append(value).append("\r\n");
    }
  }
  if (!body.empty()) text.append("Content-Length: " + std::to_string(body.size()) + "\r\n");
  return text.append("\r\n").append(body);
}

Outcome<Response> read_response(Stream& stream, std::string_view method, const Bounds& bounds,
                                Deadline deadline, BodySink* sink, const Pace& pace) {
  Target target{.sink = sink, .limit = bounds.body};
  http::response_parser<TargetBody> parser;
  parser.get().body() = &target;
  parser.header_limit(static_cast<std::uint32_t>(bounds.header));
  // The target has its own; of none at all Beast 1.74 thinks that every length is above it.
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  parser.skip(method == "HEAD" || method == "CONNECT");
  const auto refuse = [&](const boost::system::error_code& error) {
    return target.failure ? std::unexpected(*target.failure) : refusal(error, bounds);
  };
  // Once the header is there, before anything of the body is taken.
  const auto begin = [&] {
    if (target.is_begun || !parser.is_header_done()) return true;
    parser.eager(true);
    const auto length = parser.content_length();
    const bool is_bare = method == "HEAD" || method == "CONNECT" || !length;
    return target.begin(head_of(parser.get().base()),
                        is_bare ? std::nullopt : std::optional<std::uint64_t>(*length));
  };
  const auto until = [&] {
    if (!target.is_taken) return deadline;
    constexpr std::uint64_t years = 100'000'000;  // seconds, which every clock can add
    const std::chrono::seconds earned(
        std::min(target.size / std::max<std::uint64_t>(pace.least_rate, 1), years));
    return std::min(std::chrono::steady_clock::now() + pace.patience,
                    target.begun + pace.patience + earned);
  };

  boost::system::error_code error;
  std::string waiting;  // what the parser has not taken yet
  std::array<char, 32768> buffer;
  while (!parser.is_done()) {
    const Outcome<std::size_t> count = stream.read(buffer, until());
    if (!count) return std::unexpected(count.error());
    if (*count == 0) {
      if (!parser.got_some()) {
        return trouble(Trouble::unreachable, "ended the connection without an answer");
      }
      parser.put_eof(error);
      if (error || !parser.is_done()) return refuse(error ? error : http::error::partial_message);
      break;
    }
    waiting.append(buffer.data(), *count);
    // It takes whole lines only, and may want to be asked again; of chunks, the last of which is
    // "0\r\n\r\n", Beast 1.74 wants (and asserts) at least that much.
    const auto least = [&] {
      return parser.is_header_done() && parser.chunked() ? std::size_t{5} : std::size_t{1};
    };
    while (!parser.is_done() && waiting.size() >= least()) {
      const std::size_t taken = parser.put(boost::asio::buffer(waiting), error);
      waiting.erase(0, taken);
      if (error == http::error::need_more) break;
      if (error) return refuse(error);
      if (!begin()) return refuse(http::error::body_limit);
      if (taken == 0) break;
    }
    // A line that does not end: of the header, or of a chunk's length.
    if (waiting.size() > bounds.header + buffer.size()) return refuse(http::error::header_limit);
  }

  if (!begin()) return refuse(http::error::body_limit);
  Response response = head_of(parser.get().base());
  response.body = std::move(target.text);
  return response;
}

}  // namespace boltseal::net
