// JSON that something is decided by, with the library as the second opinion: whatever is taken, it
// takes as well, and as the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "seal/strict_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = boltseal::parse_strict_json(text);
  if (!read) {
    if (read.error().message.empty()) std::abort();
    // Nothing that can be read in one way alone is refused. For the library, 0 ends a text.
    if (read.error().message == "is no JSON" && boltseal::json::accept(text) &&
        !text.starts_with("\xEF\xBB\xBF") && text.find('\0') == std::string_view::npos) {
      std::abort();
    }
    return 0;
  }
  const auto second = boltseal::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (second.is_discarded() || second != **read) std::abort();
  return 0;
}
