// What a registry and its token server send: an answer in HTTP, and what stands in it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/answers.h"
#include "net/challenge.h"
#include "net/credentials.h"
#include "net/http.h"
#include "net/url.h"

namespace {

// Hands out the input in pieces of a size that the input itself decides.
class Input final : public boltseal::net::Stream {
 public:
  Input(std::string_view text, std::size_t piece) : text_(text), piece_(piece) {}
  boltseal::net::Outcome<std::size_t> read(std::span<char> into, boltseal::net::Deadline) override {
    const std::size_t count = std::min({into.size(), text_.size(), piece_});
    text_.copy(into.data(), count);
    text_.remove_prefix(count);
    return count;
  }
  boltseal::net::Outcome<void> write(std::string_view, boltseal::net::Deadline) override {
    return {};
  }

 private:
  std::string_view text_;
  const std::size_t piece_;
};

// Collects what comes.
class Collector final : public boltseal::net::BodySink {
 public:
  boltseal::net::Outcome<bool> begin(const boltseal::net::Response& head) override {
    if (is_begun) std::abort();
    is_begun = true;
    return head.status % 2 == 0;
  }
  boltseal::net::Outcome<void> take(std::string_view piece) override {
    text += piece;
    if (text.size() > 16384) return boltseal::net::trouble(boltseal::net::Trouble::ours, "enough");
    return {};
  }
  bool is_begun = false;
  std::string text;
};

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace net = boltseal::net;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const net::Bounds bounds{.header = 4096, .body = 16384};
  Input input(text, std::size_t{data[0]} * 64 + 1);
  const auto response = net::read_response(input, "GET", bounds, net::Deadline::max());
  if (!response) {
    expect(!response.error().message.empty());
  } else {
    expect(response->body.size() <= bounds.body);
    for (const auto& [name, value] : response->headers) {
      (void)net::parse_challenges(value);
      (void)net::resolve_url({"https", "", "", "registry.example", 443, "/v2/"}, value);
    }
    (void)net::read_manifest_type(response->body, response->header("Content-Type"));
  }
  // A sink gets the same bytes.
  Input again(text, std::size_t{data[0]} * 64 + 1);
  Collector sink;
  const auto sunk = net::read_response(again, "GET", bounds, net::Deadline::max(), &sink,
                                       {std::chrono::hours(1), 1});
  if (sunk) {
    expect(sink.is_begun && response.has_value());
    expect(sink.text + sunk->body == response->body);
  }

  // The parts alone, so that they need no valid answer around them.
  for (const net::Challenge& challenge : net::parse_challenges(text)) {
    expect(!challenge.scheme.empty());
  }
  if (const auto url = net::parse_url(text)) {
    expect(!url->host.empty() && url->port != 0 && url->target.starts_with('/'));
    const auto again = net::parse_url(url->scheme + "://" + net::authority_of(*url) + url->target);
    expect(again && again->host == url->host && again->target == url->target);
  }
  (void)net::read_token(text);
  (void)net::read_errors(text);
  (void)net::read_manifest_type(text, net::manifest_types()[data[0] % 4]);
  (void)net::read_credential_file(text, "docker.io", "library/nginx");
  (void)net::read_helper_answer(text);
  return 0;
}
