// Whatever a kubeconfig holds, its reading ends, and nothing that is read splits a header.

#include "audit/kubeconfig.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const boltseal::MemoryFiles files(
      std::map<std::string, std::string>{{"/a/config", text}, {"/a/token", text}});
  for (const char* const context : {"", "x"}) {
    const auto access = boltseal::read_kubeconfig({"/a/config"}, context, files);
    if (access && access->server.host.empty()) std::abort();
  }
  return 0;
}
