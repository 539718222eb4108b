// Whatever an API server answers: what is made of it is a document that can be read.

#include "engines/kubernetes/object.h"

#include <cstdint>
#include <cstdlib>

#include "sources/yaml/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boltseal;
  const json item = parse_json(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!item.is_object()) return 0;
  for (const KubernetesKind& kind : kubernetes_kinds) {
    if (!is_of_interest(item, kind)) continue;
    const File file{"object", read_object(item, kind, "v1").object.text};
    yaml::Tree tree;
    if (!yaml::parse(Document(file), tree) && file.text.size() < 1 << 20) std::abort();
  }
  return 0;
}
