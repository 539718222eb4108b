// Manifests and indexes of strangers, and the names of platforms.

#include "images/image_manifest.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/digest.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto manifest = boltseal::read_image_manifest(text)) {
    expect(manifest->layers.size() <= boltseal::most_layers);
    expect(boltseal::is_digest(manifest->config.digest));
    for (const boltseal::Descriptor& layer : manifest->layers) {
      expect(boltseal::is_digest(layer.digest));
    }
  }
  if (const auto index = boltseal::read_image_index(text)) {
    const auto chosen = boltseal::choose_manifest(*index, {"linux", "arm", "v7"});
    expect(chosen.has_value() || !chosen.error().message.empty());
  }
  if (const auto platform = boltseal::parse_platform(text)) {
    expect(boltseal::parse_platform(boltseal::shown(*platform)) == *platform);
  }
  return 0;
}
