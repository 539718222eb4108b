#include "net/http.h"

#include <algorithm>
#include <array>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

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
                                Deadline deadline) {
  http::response_parser<http::string_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(bounds.header));
  parser.body_limit(bounds.body);
  parser.eager(true);
  parser.skip(method == "HEAD" || method == "CONNECT");

  boost::system::error_code error;
  std::string waiting;  // what the parser has not taken yet
  std::array<char, 16384> buffer;
  while (!parser.is_done()) {
    const Outcome<std::size_t> count = stream.read(buffer, deadline);
    if (!count) return std::unexpected(count.error());
    if (*count == 0) {
      if (!parser.got_some()) {
        return trouble(Trouble::unreachable, "ended the connection without an answer");
      }
      parser.put_eof(error);
      if (error || !parser.is_done()) {
        return refusal(error ? error : http::error::partial_message, bounds);
      }
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
      if (error) return refusal(error, bounds);
      if (taken == 0) break;
    }
    // A line that does not end: of the header, or of a chunk's length.
    if (waiting.size() > bounds.header + buffer.size()) {
      return refusal(http::error::header_limit, bounds);
    }
  }

  Response response;
  response.status = static_cast<int>(parser.get().result_int());
  for (const auto& field : parser.get()) {
    const auto name = field.name_string(), value = field.value();
    response.headers.emplace_back(std::string(name.data(), name.size()),
                                  std::string(value.data(), value.size()));
  }
  response.body = std::move(parser.get().body());
  return response;
}

}  // namespace boltseal::net
