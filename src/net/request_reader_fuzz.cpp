// What a client sends to a server of ours: however it is cut into pieces, it is read as the same
// requests.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/request_reader.h"

namespace {

namespace net = boltseal::net;

// Hands out the input in pieces of one size.
class Input final : public net::Stream {
 public:
  Input(std::string_view text, std::size_t piece) : text_(text), piece_(piece) {}
  net::Outcome<std::size_t> read(std::span<char> into, net::Deadline) override {
    const std::size_t count = std::min({into.size(), text_.size(), piece_});
    text_.copy(into.data(), count);
    text_.remove_prefix(count);
    return count;
  }
  net::Outcome<void> write(std::string_view, net::Deadline) override { return {}; }

 private:
  std::string_view text_;
  const std::size_t piece_;
};

// All that was read, and how it ended.
std::string read_all(std::string_view text, std::size_t piece) {
  net::RequestBounds bounds;
  bounds.body = 1024;
  Input input(text, piece);
  net::RequestReader reader(input, bounds);
  net::HeardRequest request;
  std::string all;
  for (;;) {
    const auto heard = reader.next(request);
    if (!heard) return all + std::to_string(heard.error().status);
    if (request.body.size() > bounds.body || request.method.empty()) std::abort();
    all += request.method + ' ' + request.target + '\n';
    for (const auto& [name, value] : request.headers) all += name + ": " + value + '\n';
    all += request.body + (request.is_kept_alive ? "\n+\n" : "\n-\n");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 16384) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (read_all(text, text.size() + 1) != read_all(text, data[0] % 64 + std::size_t{1})) {
    std::abort();
  }
  return 0;
}
