// Archives of strangers, packed or not: whatever they hold, it stays within what was asked.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "archive/tar.h"
#include "archive/unpack.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boltseal;
  constexpr std::uint64_t most = 1 << 16;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  UnpackLimits limits;
  limits.size = 8 << 20;
  limits.free = 1 << 20;
  auto stream = unpack_any(std::make_unique<TextStream>(bytes), limits);
  expect(stream.has_value());
  TarReader tar(std::move(*stream));
  std::uint64_t at = 0;
  for (int entries = 0; entries < 20'000; ++entries) {
    const auto has_next = tar.next();
    if (!has_next || !*has_next) break;
    const TarEntry& entry = tar.entry();
    expect(entry.offset > at);
    at = entry.offset;
    expect(entry.mode <= 07777);
    expect(entry.is_sparse || entry.size == entry.stored);
    if (entries % 3 == 0) {
      const auto body = tar.read_body(most);
      expect(!body || (body->size() == entry.size && body->size() <= most));
    } else if (entries % 3 == 1) {
      const auto body = tar.body();
      std::uint64_t given = 0;
      while (true) {
        const auto piece = body->next();
        if (!piece || piece->empty()) break;
        given += piece->size();
      }
      expect(given <= entry.stored);
    }
  }
  return 0;
}
