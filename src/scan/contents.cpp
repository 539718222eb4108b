#include "scan/contents.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <tuple>
#include <utility>

#include "model/secret_file.h"

namespace boltseal {
namespace {

constexpr std::uint64_t most_small = 64 << 10;  // a key of RSA with 16384 bits has 13 KB
constexpr std::size_t most_files = 20'000;

constexpr std::array<std::string_view, 4> accounts = {"etc/passwd", "etc/shadow", "etc/sudoers",
                                                      "etc/sudoers.d/*"};

ContainedFile::Kind kind_of(FileTree::Kind kind) {
  switch (kind) {
    case FileTree::Kind::file: return ContainedFile::Kind::file;
    case FileTree::Kind::folder: return ContainedFile::Kind::folder;
    case FileTree::Kind::symbolic_link: return ContainedFile::Kind::symbolic_link;
    default: return ContainedFile::Kind::other;
  }
}

ContainedFile describe(const FileTree::Node& node) {
  ContainedFile file;
  file.kind = kind_of(node.kind);
  file.mode = node.mode;
  file.user = node.user;
  file.group = node.group;
  file.has_capabilities = node.has_capabilities;
  return file;
}

bool is_for_programs(std::string_view folder) {
  return folder == "bin" || folder == "sbin" || folder == "busybox";
}

}  // namespace

void want_contents(WantedFiles& wanted) {
  wanted.add_small(secret_file_patterns(), most_small);
  wanted.add_small(accounts, most_small);
}

std::string wanted_contents() {
  std::string all = "small " + std::to_string(most_small) + "\n";
  for (const std::string_view pattern : secret_file_patterns()) (all += pattern) += '\n';
  for (const std::string_view pattern : accounts) (all += pattern) += '\n';
  return all;
}

ContentsReader::ContentsReader() { want_contents(wanted_); }

void ContentsReader::see(const FileTree& tree, const std::map<std::uint32_t, std::string>& bodies,
                         std::uint16_t number) {
  for (FileTree::Id id = 1; id < tree.size(); ++id) {
    FileTree::Node node = tree.node(id);
    if (node.kind != FileTree::Kind::file || node.parent == FileTree::none) continue;
    const auto body = bodies.find(node.entry());
    if (body == bodies.end()) continue;
    std::string path = tree.path(id);
    if (!wanted_.matches_small(path, body->second.size())) continue;
    node.layer = number % FileTree::most_layers;
    small_.push_back({std::move(path), &body->second, node});
  }
}

void ContentsReader::add(std::string path, const FileTree::Node& node, const std::string* body,
                         bool is_hidden) {
  if (found_.contents.files.size() == most_files) {
    found_.is_cut = true;
    return;
  }
  ContainedFile file = describe(node);
  file.path = "/" + std::move(path);
  file.is_hidden = is_hidden;
  if (body != nullptr) file.body = *body;
  found_.contents.files.push_back(std::move(file));
  found_.layers.push_back(node.layer);
}

void ContentsReader::take(const FileTree& tree, FileTree::Id id) {
  const FileTree::Node& node = tree.node(id);
  const std::string_view name = tree.name(id);
  const ContainedFile file = describe(node);
  const bool is_notable =
      file.is_set_uid() || file.is_set_gid() || (file.runs() && file.has_capabilities) ||
      file.is_world_writable() ||
      (file.kind == ContainedFile::Kind::folder && name == ".git" &&
       tree.child(id, "HEAD") != FileTree::none) ||
      (name.ends_with(".sock") && is_engine_socket("/" + tree.path(id))) ||
      (file.kind != ContainedFile::Kind::folder && is_for_programs(tree.name(node.parent)) &&
       role_of_program(tree.path(id)) != ProgramRole::other);
  if (is_notable) add(tree.path(id), node, nullptr, false);
}

FoundContents ContentsReader::finish(const FileTree& tree) && {
  // From the root down: what was taken away keeps its number, but hangs on nothing.
  std::vector<FileTree::Id> pending = {FileTree::root};
  while (!pending.empty()) {
    const FileTree::Id folder = pending.back();
    pending.pop_back();
    for (const FileTree::Id id : tree.children(folder)) {
      take(tree, id);
      if (tree.node(id).kind == FileTree::Kind::folder) pending.push_back(id);
    }
  }
  std::map<std::string, std::size_t> taken;  // for their modes or names
  for (std::size_t at = 0; at < found_.layers.size(); ++at) {
    taken.emplace(found_.contents.files[at].path, at);
  }
  std::map<std::string_view, const std::string*> shown;  // the bodies that containers see
  std::vector<const Small*> hidden;
  for (const Small& small : small_) {
    const FileTree::Id id = tree.find(small.path, false);
    const bool is_shown = id != FileTree::none && tree.node(id).layer == small.node.layer &&
                          tree.node(id).entry() == small.node.entry();
    if (is_shown) {
      // In one layer a name can stand for one file, through a link in a folder for two.
      if (!shown.emplace(small.path, small.body).second) continue;
      const auto there = taken.find("/" + small.path);
      if (there != taken.end()) {
        found_.contents.files[there->second].body = *small.body;
      } else {
        add(small.path, small.node, small.body, false);
      }
    } else {
      hidden.push_back(&small);
    }
  }
  std::map<std::string_view, std::vector<const std::string*>> kept;
  for (const Small* const small : hidden) {
    const auto over = shown.find(small->path);
    std::vector<const std::string*>& same = kept[small->path];
    if (over != shown.end()) same.push_back(over->second);
    // The same bytes again, with another owner or mode, say nothing new.
    const auto is_same = [&](const std::string* other) { return *other == *small->body; };
    if (std::ranges::any_of(same, is_same)) continue;
    same.push_back(small->body);
    add(small->path, small->node, small->body, true);
  }

  // By path, those that containers see first; names never move.
  std::vector<std::size_t> order(found_.layers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto& files = found_.contents.files;
  std::ranges::stable_sort(order, {}, [&](std::size_t at) {
    return std::tuple(std::string_view(files[at].path), files[at].is_hidden, found_.layers[at]);
  });
  FoundContents sorted;
  sorted.is_cut = found_.is_cut;
  for (const std::size_t at : order) {
    ContainedFile& file = found_.contents.files[at];
    const File& name = sorted.names.emplace_back(File{file.path.substr(1), {}});
    file.origin.file = &name;
    sorted.contents.files.push_back(std::move(file));
    sorted.layers.push_back(found_.layers[at]);
  }
  return sorted;
}

}  // namespace boltseal
