// Any bytes as a configuration of LXC that may include itself: reading ends without a fault.

#include <cstdint>
#include <string>

#include "sources/source.h"

namespace boltseal {

extern const Source lxc_source;

namespace {

int run(const std::uint8_t* data, std::size_t size) {
  if (size > (64 << 10)) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  lxc_source.claims_text("config", text);
  const MemoryFiles files({{"/web/config", text}});
  Inventory inventory;
  Reader reader(files, inventory);
  const Result<const File*> file = reader.open("/web/config");
  if (file) reader.embed(Document(**file), lxc_source);
  return 0;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return boltseal::run(data, size);
}
