// Any bytes as a bundle's config.json: reading ends without a fault.

#include <cstdint>
#include <string>

#include "sources/source.h"

namespace boltseal {

extern const Source oci_source;

namespace {

int run(const std::uint8_t* data, std::size_t size) {
  if (size > (64 << 10)) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  oci_source.claims_text("config.json", text);
  const MemoryFiles files({{"web/config.json", text}});
  Inventory inventory;
  Reader reader(files, inventory);
  const Result<const File*> file = reader.open("web/config.json");
  if (file) reader.embed(Document(**file), oci_source);
  return 0;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return boltseal::run(data, size);
}
