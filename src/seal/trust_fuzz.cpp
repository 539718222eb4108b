// Files that say which keys are trusted.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "seal/trust.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const boltseal::File file{"keys.yaml", std::string(reinterpret_cast<const char*>(data), size)};
  const boltseal::MemoryFiles files(
      {{"a.pub",
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        "-----END PUBLIC KEY-----\n"}});
  const auto trust = boltseal::read_trust(file, files);
  if (!trust) {
    if (trust.error().message.empty()) std::abort();
    return 0;
  }
  if (trust->keys.size() > 64 || trust->threshold < 1 || trust->threshold > 16) std::abort();
  for (const boltseal::TrustedKey& key : trust->keys) {
    if (key.name.empty() || key.key.id().size() != 71) std::abort();
  }
  return 0;
}
