// JSON that something is decided by, with a library as the second opinion: whatever is taken, it
// takes as well, and what it takes is refused only because it could be read otherwise.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/json.h"
#include "seal/strict_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = boltseal::StrictJson::read(std::string(text));
  const bool is_taken = boltseal::json::accept(text);
  if (read) {
    const boltseal::yaml::Node& root = (*read)->root();
    if ((*read)->written(root).size() > size) std::abort();
    // The library wants numbers that it can hold.
    if (!is_taken && size < 300 && text.find_first_of("eE") == std::string_view::npos) std::abort();
    return 0;
  }
  const std::string& why = read.error().message;
  if (why.empty()) std::abort();
  // For the library, 0 ends a text.
  if (is_taken && why.starts_with("cannot be read") && why.find("deep") == std::string::npos &&
      why.find("byte order") == std::string::npos && text.find('\0') == std::string_view::npos) {
    std::abort();
  }
  return 0;
}
