// Layers of strangers, stacked: a tree stays a tree. Several lie in one input, each after its size
// in two bytes.

#include "images/layer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using boltseal::FileTree;

void expect(bool holds) {
  if (!holds) std::abort();
}

// Each name is where its folder says, once; each path is found again.
void look_over(const FileTree& tree, bool is_stacked) {
  std::vector<FileTree::Id> pending = {FileTree::root};
  std::size_t seen = 0;
  while (!pending.empty()) {
    const FileTree::Id folder = pending.back();
    pending.pop_back();
    FileTree::Id before = FileTree::none;
    for (const FileTree::Id id : tree.children(folder)) {
      expect(++seen < tree.size());
      const FileTree::Node& node = tree.node(id);
      expect(node.parent == folder && id < before);
      expect(tree.child(folder, tree.name(id)) == id);
      expect(tree.name(id) != "." && tree.name(id) != ".." && !tree.name(id).empty() &&
             tree.name(id).find('/') == std::string_view::npos);
      expect(tree.find(tree.path(id), false) == id);
      const FileTree::Id target = tree.find(tree.path(id));
      expect(target == FileTree::none || target < tree.size());
      if (is_stacked) {
        expect(node.kind != FileTree::Kind::whiteout && node.kind != FileTree::Kind::link_below);
      }
      if (node.kind == FileTree::Kind::folder) {
        pending.push_back(id);
      }
      before = id;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace boltseal;
  static constexpr std::array<std::string_view, 2> patterns = {"*/status", "etc/*"};
  static const WantedFiles wanted(patterns);
  LayerLimits limits;
  limits.names = 2000;
  limits.body = 1 << 12;
  limits.bodies = 1 << 14;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  FileTree tree;
  for (std::uint16_t number = 0; number < 8 && rest.size() > 2; ++number) {
    const auto byte = [&](std::size_t i) {
      return std::size_t{static_cast<unsigned char>(rest[i])};
    };
    const std::size_t length = byte(0) | byte(1) << 8;
    const std::string_view archive = rest.substr(2, length);
    rest.remove_prefix(std::min(2 + length, rest.size()));
    const Layer layer = read_layer(std::make_unique<TextStream>(archive), wanted, limits);
    look_over(layer.tree, false);
    std::uint64_t kept = 0;
    for (const auto& [entry, body] : layer.bodies) kept += body.size();
    expect(kept <= limits.bodies);
    // What goes through a cache is the same.
    const auto again = FileTree::of({layer.tree.nodes(), layer.tree.text()});
    expect(again.has_value());
    tree.stack(*again, number);
    look_over(tree, true);
  }
  return 0;
}
