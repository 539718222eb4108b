#include "audit/nodes.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

struct Runtime {
  std::string_view scheme, product;  ///< As in model/end_of_life.h.
};
constexpr std::array runtimes = {Runtime{"containerd://", "containerd"},
                                 Runtime{"docker://", "Docker Engine"}};

// The text under a key of status.nodeInfo, which is the last one of its name: what the user may
// write (labels, annotations) stands before.
std::optional<Origin> find_text(const File& file, ByteSpan node, std::string_view key) {
  const std::string_view text = std::string_view(file.text).substr(node.begin, node.size());
  const std::string begin = "\"" + std::string(key) + "\": \"";
  const std::size_t at = text.rfind(begin);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t first = at + begin.size();
  const std::size_t end = std::min(text.find('"', first), text.size());
  Origin origin;
  origin.file = &file;
  origin.span = {static_cast<std::uint32_t>(node.begin + first),
                 static_cast<std::uint32_t>(node.begin + end)};
  return origin;
}

std::string text_at(const Origin& origin) {
  return origin.file->text.substr(origin.span.begin, origin.span.size());
}

// "v1.27.3-eks-a5565ad", "1.6.20~ds1": somebody else mends it on. k3s and RKE2 ("+k3s1") end with
// the version that they are made of.
bool is_of_others(std::string_view version) {
  return version.find_first_of("-~") != std::string_view::npos;
}

void add(Machine& machine, std::string name, std::string_view product, std::string version,
         const Origin& site) {
  if (is_of_others(version)) return;
  MachineEngine engine;
  engine.name = std::move(name);
  engine.product = product;
  engine.version = std::move(version);
  engine.site = site;
  machine.engines.push_back(std::move(engine));
}

}  // namespace

Machine machine_of_node(const File& file, ByteSpan node) {
  Machine machine;
  machine.site.file = &file;
  machine.site.span = node;
  if (const auto kubelet = find_text(file, node, "kubeletVersion")) {
    add(machine, "kubelet", "Kubernetes", text_at(*kubelet), *kubelet);
  }
  if (const auto runtime = find_text(file, node, "containerRuntimeVersion")) {
    const std::string said = text_at(*runtime);
    for (const Runtime& known : runtimes) {
      if (!said.starts_with(known.scheme)) continue;
      add(machine, std::string(known.product), known.product, said.substr(known.scheme.size()),
          *runtime);
    }
  }
  return machine;
}

}  // namespace boltseal
