// Any bytes as a skaffold.yaml: reading ends without a fault.

#include <cstdint>
#include <string>

#include "sources/source.h"

namespace boltseal {

extern const Source skaffold_source;

namespace {

int run(const std::uint8_t* data, std::size_t size) {
  if (size > (64 << 10)) return 0;
  const MemoryFiles files(
      {{"skaffold.yaml", std::string(reinterpret_cast<const char*>(data), size)}});
  Inventory inventory;
  Reader reader(files, inventory);
  const Result<const File*> file = reader.open("skaffold.yaml");
  if (file) reader.embed(Document(**file), skaffold_source);
  return 0;
}

}  // namespace
}  // namespace boltseal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return boltseal::run(data, size);
}
