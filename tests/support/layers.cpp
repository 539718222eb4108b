#include "support/layers.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "support/pieces.h"

namespace boltseal::test {
namespace {

// What stands before a mark, and what behind it.
std::pair<std::string_view, std::string_view> cut(std::string_view text, std::string_view mark) {
  const std::size_t at = text.find(mark);
  if (at == std::string_view::npos) return {text, {}};
  return {text.substr(0, at), text.substr(at + mark.size())};
}

TarItem item_of(std::string_view line) {
  const char kind = line.front();
  line.remove_prefix(2);
  const auto [left, target] = cut(line, " -> ");
  const auto [named, body] = cut(left, " = ");
  const auto [path, mode] = cut(named, " ");
  TarItem item{.path = std::string(path), .body = std::string(body), .link = std::string(target)};
  constexpr std::string_view kinds = "fhlcd", flags = "01235";
  item.flag = kind == 'w' ? '3' : flags[kinds.find(kind)];
  item.major = kind == 'c' ? 1 : 0;
  item.minor = kind == 'c' ? 3 : 0;
  item.mode = kind == 'd' ? 0755 : kind == 'l' ? 0777 : 0644;
  if (!mode.empty()) item.mode = static_cast<unsigned>(std::stoul(std::string(mode), nullptr, 8));
  return item;
}

}  // namespace

std::vector<TarItem> layer_items(std::string_view lines) {
  std::vector<TarItem> items;
  for (const std::string_view line : split(lines, '\n')) {
    if (!line.empty()) items.push_back(item_of(line));
  }
  return items;
}

Layer layer_of(std::string_view lines) {
  static constexpr std::array<std::string_view, 1> all = {"*"};
  return read_layer(std::make_unique<Pieces>(tar_of(layer_items(lines)), 1 << 20),
                    WantedFiles(all));
}

std::string show(const FileTree& tree, const std::vector<const Layer*>& layers) {
  constexpr std::string_view kinds = "dflcbpwh";
  std::vector<std::string> lines;
  std::vector<FileTree::Id> pending = {FileTree::root};
  while (!pending.empty()) {
    const FileTree::Id folder = pending.back();
    pending.pop_back();
    for (const FileTree::Id id : tree.children(folder)) {
      const FileTree::Node& node = tree.node(id);
      char mode[16];
      std::snprintf(mode, sizeof mode, " %o", node.mode);
      const char kind = kinds[static_cast<std::size_t>(node.kind)];
      std::string line = tree.path(id);
      if (kind != 'l' && kind != 'w' && kind != 'h') line += mode;
      if (kind == 'l' || kind == 'h') line += " -> " + std::string(tree.target(id));
      if (node.is_opaque) line += " opaque";
      if (node.user != 0 || node.group != 0) {
        line += " " + std::to_string(node.user) + ":" + std::to_string(node.group);
      }
      if (node.layer > 0) line += " @" + std::to_string(node.layer);
      if (kind == 'f' && node.layer < layers.size()) {
        const auto& bodies = layers[node.layer]->bodies;
        const auto body = bodies.find(node.entry());
        line += " = " + (body == bodies.end() ? "?" : body->second);
      }
      lines.push_back(std::string(1, kind) + " " + line + "\n");
      if (kind == 'd') pending.push_back(id);
    }
  }
  std::ranges::sort(lines, {}, [](const std::string& line) { return line.substr(2); });
  return join(lines, "");
}

}  // namespace boltseal::test
