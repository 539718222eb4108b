#include "images/file_tree.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

namespace boltseal {
namespace {

constexpr int most_links = 40;  // as Linux follows in one path
// Where AUFS kept its own matters.
constexpr std::string_view aufs_prefix = ".wh..wh.";
constexpr FileTree::Id removed = FileTree::none - 1;

std::size_t hash_of(FileTree::Id folder, std::string_view name) {
  return std::hash<std::string_view>()(name) ^ (folder * 0x9e3779b97f4a7c15ull);
}

}  // namespace

FileTree::FileTree() {
  nodes_.emplace_back();
  nodes_.front().mode = 0755;
  nodes_.front().is_implied = true;
}

std::string_view FileTree::name(Id id) const {
  return std::string_view(text_).substr(nodes_[id].name, nodes_[id].name_size);
}

std::string_view FileTree::target(Id id) const {
  return std::string_view(text_).substr(nodes_[id].target, nodes_[id].target_size);
}

std::string FileTree::path(Id id) const {
  std::vector<Id> chain;
  for (; id != root && id != none; id = nodes_[id].parent) chain.push_back(id);
  std::string path;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    if (!path.empty()) path += '/';
    path += name(*at);
  }
  return path;
}

std::uint32_t FileTree::keep(std::string_view text) {
  const auto begin = static_cast<std::uint32_t>(text_.size());
  text_ += text;
  return begin;
}

std::size_t FileTree::slot_of(Id folder, std::string_view wanted) const {
  if (slots_.empty()) enter_all();
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(folder, wanted) & mask;
  while (slots_[slot] != none) {
    const Id id = slots_[slot];
    if (id != removed && nodes_[id].parent == folder && name(id) == wanted) break;
    slot = (slot + 1) & mask;
  }
  return slot;
}

void FileTree::enter_all() const {
  std::size_t slots = 64;
  while (slots < nodes_.size() * 2) slots *= 2;
  slots_.assign(slots, none);
  used_ = 0;
  for (Id id = 1; id < nodes_.size(); ++id) {
    if (nodes_[id].parent != none) enter(id);
  }
}

void FileTree::enter(Id id) const {
  slots_[slot_of(nodes_[id].parent, name(id))] = id;
  ++used_;
}

FileTree::Id FileTree::child(Id folder, std::string_view name) const {
  return slots_[slot_of(folder, name)];
}

FileTree::Id FileTree::add(Id folder, std::string_view name, Kind kind) {
  if (used_ * 4 >= slots_.size() * 3) enter_all();
  const Id id = static_cast<Id>(nodes_.size());
  Node& node = nodes_.emplace_back();
  node.parent = folder;
  node.kind = kind;
  node.name_size = static_cast<std::uint16_t>(name.size());
  node.name = keep(name);
  node.next_sibling = nodes_[folder].first_child;
  if (node.next_sibling != none) nodes_[node.next_sibling].previous_sibling = id;
  nodes_[folder].first_child = id;
  enter(id);
  return id;
}

void FileTree::remove(Id id) {
  const Id before = nodes_[id].previous_sibling, after = nodes_[id].next_sibling;
  (before == none ? nodes_[nodes_[id].parent].first_child : nodes_[before].next_sibling) = after;
  if (after != none) nodes_[after].previous_sibling = before;
  // All that is below goes out of the table as well: their numbers are never found again.
  std::vector<Id> pending = {id}, all_gone;
  while (!pending.empty()) {
    const Id gone = pending.back();
    pending.pop_back();
    for (Id below = nodes_[gone].first_child; below != none; below = nodes_[below].next_sibling) {
      pending.push_back(below);
    }
    slots_[slot_of(nodes_[gone].parent, name(gone))] = removed;
    all_gone.push_back(gone);
  }
  for (const Id gone : all_gone) nodes_[gone].parent = nodes_[gone].first_child = none;
  nodes_[id].previous_sibling = nodes_[id].next_sibling = none;
}

void FileTree::set_target(Id id, std::string_view target) {
  nodes_[id].target_size = static_cast<std::uint16_t>(target.size());
  nodes_[id].target = keep(target);
}

FileTree::Id FileTree::walk(std::string_view path, bool follow_last, bool make,
                            std::string* trouble) {
  // What is left of the path, the next part last.
  std::vector<std::string_view> parts;
  const auto push = [&parts](std::string_view more) {
    while (!more.empty()) {
      const std::size_t slash = more.rfind('/');
      const std::string_view part = slash == std::string_view::npos ? more : more.substr(slash + 1);
      if (!part.empty() && part != ".") parts.push_back(part);
      more = slash == std::string_view::npos ? std::string_view() : more.substr(0, slash);
    }
  };
  std::vector<std::string> targets;  // adding a node may move text_
  targets.reserve(most_links);
  push(path);
  Id at = root;
  while (!parts.empty()) {
    const std::string_view part = parts.back();
    parts.pop_back();
    if (nodes_[at].kind != Kind::folder) {
      if (trouble != nullptr) *trouble = "lies below something that is no folder";
      return none;
    }
    if (part == "..") {
      if (at != root) at = nodes_[at].parent;
      continue;
    }
    Id next = child(at, part);
    const bool may_be_made = next == none || nodes_[next].kind == Kind::whiteout;
    if (may_be_made && make) {
      const bool hides = next != none;
      if (hides) remove(next);
      next = add(at, part, Kind::folder);
      nodes_[next].mode = 0755;
      nodes_[next].is_opaque = hides;
      nodes_[next].is_implied = true;
    } else if (next == none) {
      return none;
    }
    if (nodes_[next].kind == Kind::symbolic_link && (follow_last || !parts.empty())) {
      if (targets.size() == most_links) {
        if (trouble != nullptr) *trouble = "leads through too many symbolic links";
        return none;
      }
      targets.emplace_back(target(next));
      if (targets.back().starts_with('/')) at = root;
      push(targets.back());
      if (parts.size() > 4096) return none;
      continue;
    }
    at = next;
  }
  return at;
}

FileTree::Id FileTree::find(std::string_view path, bool follow_last) const {
  // Nothing is changed without `make`.
  return const_cast<FileTree*>(this)->walk(path, follow_last, false, nullptr);
}

Result<FileTree::Id> FileTree::make_folder(std::string_view path) {
  std::string trouble = "leads through too many symbolic links";
  const Id folder = walk(path, true, true, &trouble);
  if (folder == none) return fail(trouble, std::string(path));
  if (nodes_[folder].kind != Kind::folder) {
    return fail("lies below something that is no folder", std::string(path));
  }
  return folder;
}

void FileTree::Node::become(const Node& other) {
  kind = other.kind;
  mode = other.mode;
  user = other.user;
  group = other.group;
  size = other.size;
  entry = other.entry;
  layer = other.layer;
  has_capabilities = other.has_capabilities;
}

void FileTree::stack_folder(const FileTree& layer, Id theirs, Id ours, std::uint16_t number,
                            std::vector<std::string>& trouble) {
  struct Pair {
    Id theirs, ours;
  };
  std::vector<Pair> pending = {{theirs, ours}};
  while (!pending.empty()) {
    const auto [from, to] = pending.back();
    pending.pop_back();
    for (Id id = layer.nodes_[from].first_child; id != none; id = layer.nodes_[id].next_sibling) {
      const Node& upper = layer.nodes_[id];
      const std::string_view name = layer.name(id);
      if (name.starts_with(aufs_prefix)) continue;
      Id lower = child(to, name);
      Node shown = upper;
      shown.layer = number;
      if (upper.kind == Kind::whiteout) {
        if (lower != none) remove(lower);
        continue;
      }
      std::string target(layer.target(id));
      if (upper.kind == Kind::link_below) {
        const Id linked = find(target, false);
        if (linked == none || nodes_[linked].kind == Kind::folder) {
          trouble.push_back(layer.path(id));
          continue;
        }
        shown = nodes_[linked];
        target = this->target(linked);
      }
      const bool both =
          lower != none && upper.kind == Kind::folder && nodes_[lower].kind == Kind::folder;
      if (both && upper.is_implied) shown = nodes_[lower];
      if (!both || upper.is_opaque) {
        if (lower != none) remove(lower);
        lower = add(to, name, shown.kind);
        if (!target.empty()) set_target(lower, target);
      }
      nodes_[lower].become(shown);
      if (upper.kind == Kind::folder) pending.push_back({id, lower});
    }
  }
}

std::vector<std::string> FileTree::settle() {
  std::vector<std::string> trouble;
  for (Id id = 1; id < nodes_.size(); ++id) {
    if (nodes_[id].parent == none) continue;
    nodes_[id].is_opaque = false;
    if (nodes_[id].kind == Kind::link_below) trouble.push_back(path(id));
    if (nodes_[id].kind == Kind::link_below || nodes_[id].kind == Kind::whiteout ||
        name(id).starts_with(aufs_prefix)) {
      remove(id);
    }
  }
  nodes_[root].is_opaque = false;
  return trouble;
}

std::vector<std::string> FileTree::stack(const FileTree& layer, std::uint16_t number) {
  std::vector<std::string> trouble;
  // An opaque root hides nothing: overlayfs does not ask it (measured on Linux 6).
  if (!layer.nodes_[root].is_implied) {
    nodes_[root].become(layer.nodes_[root]);
    nodes_[root].layer = number;
  }
  stack_folder(layer, root, root, number, trouble);
  return trouble;
}

namespace {

// Whether each folder's list is its own, and runs in both directions.
bool has_sound_siblings(const std::vector<FileTree::Node>& nodes) {
  for (FileTree::Id id = 0; id < nodes.size(); ++id) {
    const FileTree::Node& node = nodes[id];
    const auto follows = [&](FileTree::Id next, FileTree::Id parent, FileTree::Id before) {
      return next == FileTree::none ||
             (nodes[next].parent == parent && nodes[next].previous_sibling == before);
    };
    if (!follows(node.first_child, id, FileTree::none) ||
        !follows(node.next_sibling, node.parent, id)) {
      return false;
    }
    if (node.parent == FileTree::none && node.next_sibling != FileTree::none) return false;
    if (node.previous_sibling != FileTree::none &&
        (node.previous_sibling >= nodes.size() ||
         nodes[node.previous_sibling].next_sibling != id)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<FileTree> FileTree::of(Parts parts) {
  FileTree tree;
  const std::size_t count = parts.nodes.size();
  if (count == 0 || count >= removed) return std::nullopt;
  const auto is_id = [&](Id id) { return id == none || id < count; };
  const auto is_text = [&](std::size_t begin, std::size_t size) {
    return begin <= parts.text.size() && size <= parts.text.size() - begin;
  };
  for (std::size_t i = 0; i < count; ++i) {
    const Node& node = parts.nodes[i];
    // A parent comes before its children, and siblings point backwards: no circle is possible.
    const bool is_right =
        is_id(node.parent) && is_text(node.name, node.name_size) &&
        is_text(node.target, node.target_size) && (node.parent == none || node.parent < i) &&
        (node.next_sibling == none || node.next_sibling < i) &&
        (node.first_child == none || (node.first_child > i && is_id(node.first_child))) &&
        node.kind <= Kind::link_below;
    if (!is_right) return std::nullopt;
  }
  if (!has_sound_siblings(parts.nodes)) return std::nullopt;
  tree.nodes_ = std::move(parts.nodes);
  tree.text_ = std::move(parts.text);
  return tree;
}

std::optional<std::string> inner_path(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) return std::nullopt;
  std::string inner;
  std::size_t depth = 0;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(std::min(slash + 1, path.size()));
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (depth == 0) return std::nullopt;
      --depth;
      inner.resize(depth == 0 ? 0 : inner.rfind('/'));
      continue;
    }
    if (part.size() > 255) return std::nullopt;
    if (!inner.empty()) inner += '/';
    inner += part;
    ++depth;
  }
  return inner;
}

}  // namespace boltseal
