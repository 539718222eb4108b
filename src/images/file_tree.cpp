#include "images/file_tree.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

namespace boltseal {
namespace {

constexpr int most_links = 40;  // as Linux follows in one path
// Where AUFS kept its own matters.
constexpr std::string_view aufs_prefix = ".wh..wh.";
constexpr FileTree::Id removed = FileTree::none - 1;

constexpr std::size_t most_name = 255;  // NAME_MAX of Linux

std::uint64_t hash_of(SipKey key, FileTree::Id folder, std::string_view name) {
  key.high ^= folder;
  return sip_hash(key, name);
}

}  // namespace

FileTree::FileTree(const SipKey& key) : key_(key) {
  Node& node = nodes_.add();
  node.mode = 0755;
  node.is_implied = true;
  node.name = keep({}, nullptr);
}

std::string_view FileTree::name(Id id) const {
  const char* const begin = &text_[nodes_[id].name];
  return {begin + 1, static_cast<unsigned char>(*begin)};
}

std::string_view FileTree::target(Id id) const {
  if (!nodes_[id].has_target) return {};
  const char* const begin = name(id).end();
  std::uint16_t size;
  std::memcpy(&size, begin, sizeof size);
  return {begin + sizeof size, size};
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

std::uint32_t FileTree::keep(std::string_view name, const std::string_view* target) {
  std::string record(1, static_cast<char>(name.size()));
  record += name;
  if (target != nullptr) {
    const auto size = static_cast<std::uint16_t>(target->size());
    record.append(reinterpret_cast<const char*>(&size), sizeof size);
    record += *target;
  }
  return static_cast<std::uint32_t>(text_.add_together(record));
}

std::size_t FileTree::slot_of(Id folder, std::string_view wanted) const {
  if (slots_.empty()) enter_all();
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(key_, folder, wanted) & mask;
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
  Node& node = nodes_.add();
  node.parent = folder;
  node.kind = kind;
  node.name = keep(name, nullptr);
  node.next_sibling = std::exchange(nodes_[folder].inside, id);
  enter(id);
  return id;
}

void FileTree::remove(Id id) {
  Id& first = nodes_[nodes_[id].parent].inside;
  if (first == id) first = nodes_[id].next_sibling;
  // All that is below goes out of the table as well: their numbers are never found again.
  std::vector<Id> pending = {id}, all_gone;
  while (!pending.empty()) {
    const Id gone = pending.back();
    pending.pop_back();
    for (const Id below : children(gone)) pending.push_back(below);
    slots_[slot_of(nodes_[gone].parent, name(gone))] = removed;
    all_gone.push_back(gone);
  }
  // One in the middle of its folder's list stays there, to be passed over.
  for (const Id gone : all_gone) nodes_[gone].parent = nodes_[gone].inside = none;
}

void FileTree::replace(Id id, Kind kind) {
  const Node old = std::exchange(nodes_[id], Node());
  Node& node = nodes_[id];
  node.parent = old.parent;
  node.next_sibling = old.next_sibling;
  node.name = old.name;
  node.kind = kind;
}

void FileTree::set_target(Id id, std::string_view target) {
  nodes_[id].name = keep(name(id), &target);
  nodes_[id].has_target = true;
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
  int links = 0;
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
      if (part.size() > most_name) {
        if (trouble != nullptr) *trouble = "leads through a name of more than 255 bytes";
        return none;
      }
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
      if (links++ == most_links) {
        if (trouble != nullptr) *trouble = "leads through too many symbolic links";
        return none;
      }
      if (target(next).starts_with('/')) at = root;
      push(target(next));
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
  if (kind != Kind::folder) inside = other.inside;
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
    for (const Id id : layer.children(from)) {
      const Node& upper = layer.nodes_[id];
      const std::string_view name = layer.name(id);
      if (name.starts_with(aufs_prefix)) continue;
      Id lower = child(to, name);
      Node shown = upper;
      shown.layer = number % most_layers;
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
      const bool was_folder = lower != none && nodes_[lower].kind == Kind::folder;
      const bool both = was_folder && upper.kind == Kind::folder;
      if (both && upper.is_implied) shown = nodes_[lower];
      if (lower != none && !was_folder && shown.kind != Kind::folder) {
        replace(lower, shown.kind);
        if (!target.empty()) set_target(lower, target);
      } else if (!both || upper.is_opaque) {
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
    nodes_[root].layer = number % most_layers;
  }
  stack_folder(layer, root, root, number, trouble);
  return trouble;
}

std::optional<FileTree> FileTree::of(Parts parts) {
  const std::size_t count = parts.nodes.size();
  if (count == 0 || count >= removed) return std::nullopt;
  const auto is_text = [&](const Node& node) {
    if (node.name >= parts.text.size()) return false;
    const std::span<const char> rest = parts.text.rest_of_piece(node.name);
    const std::size_t name_end = 1 + static_cast<unsigned char>(rest[0]);
    if (!node.has_target) return name_end <= rest.size();
    std::uint16_t size;
    if (name_end + sizeof size > rest.size()) return false;
    std::memcpy(&size, &rest[name_end], sizeof size);
    return name_end + sizeof size + size <= rest.size();
  };
  for (Id id = 0; id < count; ++id) {
    const Node& node = parts.nodes[id];
    // A parent comes before its children, and siblings point backwards: no circle is possible.
    const bool is_right =
        is_text(node) && (node.parent == none || node.parent < id) &&
        (node.next_sibling == none || node.next_sibling < id) &&
        (node.first_child() == none || (node.first_child() > id && node.first_child() < count));
    if (!is_right) return std::nullopt;
  }
  FileTree tree;
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
    if (part.size() > most_name) return std::nullopt;
    if (!inner.empty()) inner += '/';
    inner += part;
    ++depth;
  }
  return inner;
}

}  // namespace boltseal
