#include "images/layer.h"

#include <algorithm>
#include <utility>

#include "archive/tar.h"
#include "base/files.h"

namespace boltseal {
namespace {

using Kind = FileTree::Kind;

constexpr std::string_view whiteout_prefix = ".wh.";
constexpr std::string_view opaque_name = ".wh..wh..opq";
constexpr std::size_t most_path = 4096;   // PATH_MAX of Linux
constexpr std::size_t most_errors = 100;  // of one layer; the rest is counted by nobody

Kind kind_of(const TarEntry& entry) {
  switch (entry.kind) {
    case TarEntry::Kind::folder: return Kind::folder;
    case TarEntry::Kind::symbolic_link: return Kind::symbolic_link;
    case TarEntry::Kind::character_device:
      // overlayfs takes this device for a whiteout, wherever it comes from.
      return entry.device_major == 0 && entry.device_minor == 0 ? Kind::whiteout
                                                                : Kind::character_device;
    case TarEntry::Kind::block_device: return Kind::block_device;
    case TarEntry::Kind::fifo: return Kind::fifo;
    default: return Kind::file;
  }
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

class LayerReader {
 public:
  LayerReader(std::unique_ptr<ByteStream> tar, const WantedFiles& wanted, const LayerLimits& limits)
      : tar_(std::move(tar)), wanted_(wanted), limits_(limits) {}

  Layer read() {
    while (true) {
      const auto has_next = tar_.next();
      if (!has_next) {
        layer_.errors.push_back(has_next.error());
        break;
      }
      if (!*has_next) {
        // What follows the archive says nothing, but what is packed has its checksum at the end.
        if (const auto ended = tar_.finish(); !ended) layer_.errors.push_back(ended.error());
        break;
      }
      add(tar_.entry());
      ++entry_;
      if (layer_.tree.size() > limits_.names) {
        layer_.errors.push_back(
            Error{"has more than " + std::to_string(limits_.names) + " names", {}, {}, {}});
        break;
      }
      if (layer_.tree.text_size() > limits_.text) {
        layer_.errors.push_back(Error{
            "has more than " + std::to_string(limits_.text >> 20) + " MiB of names", {}, {}, {}});
        break;
      }
    }
    link_forward();
    return std::move(layer_);
  }

 private:
  void trouble(std::string message, std::string_view path) {
    if (layer_.errors.size() < most_errors) {
      layer_.errors.push_back(Error{std::move(message), std::string(path), {}, {}});
    }
  }

  void add(const TarEntry& entry) {
    const auto path = inner_path(entry.path);
    if (!path) return trouble("leads out of the file system, and is left out", entry.path);
    if (path->size() > most_path || entry.link.size() > most_path) {
      return trouble("has a path longer than 4096 bytes, and is left out", path->substr(0, 80));
    }
    if (entry.kind == TarEntry::Kind::other) return;
    if (path->empty()) {
      if (entry.kind == TarEntry::Kind::folder) describe(FileTree::root, entry);
      return;
    }
    const auto folder = layer_.tree.make_folder(folder_of(*path));
    if (!folder) return trouble(folder.error().message + ", and is left out", *path);
    const std::string_view name = base_name(*path);
    if (name == opaque_name) {
      layer_.tree.node(*folder).is_opaque = true;
    } else if (name.starts_with(whiteout_prefix) && !name.starts_with(".wh..wh.")) {
      add_whiteout(*folder, name.substr(whiteout_prefix.size()));
    } else if (entry.kind == TarEntry::Kind::hard_link) {
      add_hard_link(*folder, name, entry, *path);
    } else {
      const FileTree::Id id = put(*folder, name, kind_of(entry));
      describe(id, entry);
      if (entry.kind == TarEntry::Kind::symbolic_link) layer_.tree.set_target(id, entry.link);
      if (entry.kind != TarEntry::Kind::file) return;
      if (wanted_.matches(*path)) {
        keep_body(*path);
      } else if (wanted_.matches_small(*path, entry.size)) {
        keep_small(*path, entry.size);
      }
    }
  }

  void add_whiteout(FileTree::Id folder, std::string_view name) {
    if (name.empty() || name == "." || name == "..") return;
    const FileTree::Id there = layer_.tree.child(folder, name);
    // A whiteout speaks of the layers below; what this layer has under the name stays.
    if (there == FileTree::none) {
      layer_.tree.add(folder, name, Kind::whiteout);
    } else if (layer_.tree.node(there).kind == Kind::folder) {
      layer_.tree.node(there).is_opaque = true;
    }
  }

  // A node for the name, instead of what is there; a folder stays.
  FileTree::Id put(FileTree::Id folder, std::string_view name, Kind kind) {
    const FileTree::Id there = layer_.tree.child(folder, name);
    bool hides = false;
    if (there != FileTree::none) {
      const Kind old = layer_.tree.node(there).kind;
      if (old == Kind::folder && kind == Kind::folder) return there;
      if (old != Kind::folder && kind != Kind::folder) {
        layer_.tree.replace(there, kind);
        return there;
      }
      hides = old == Kind::whiteout || (old == Kind::folder && layer_.tree.node(there).is_opaque);
      layer_.tree.remove(there);
    }
    const FileTree::Id id = layer_.tree.add(folder, name, kind);
    layer_.tree.node(id).is_opaque = hides && kind == Kind::folder;
    return id;
  }

  void describe(FileTree::Id id, const TarEntry& entry) {
    FileTree::Node& node = layer_.tree.node(id);
    node.mode = entry.mode & 07777;
    node.user = entry.user;
    node.group = entry.group;
    if (node.kind != Kind::folder) node.inside = entry_;
    node.is_implied = false;
    node.has_capabilities = entry.has_capabilities;
  }

  // The node that a hard link of this layer names; links on the way are followed, one at the end is
  // what is linked, as link(2) does.
  FileTree::Id linked(std::string_view target) const {
    const FileTree::Id found = layer_.tree.find(target, false);
    if (found == FileTree::none) return found;
    const Kind kind = layer_.tree.node(found).kind;
    return kind == Kind::folder || kind == Kind::whiteout ? FileTree::none : found;
  }

  void add_hard_link(FileTree::Id folder, std::string_view name, const TarEntry& entry,
                     const std::string& path) {
    const auto target = inner_path(entry.link);
    if (!target || target->empty()) {
      return trouble("is a link out of the file system, and is left out", path);
    }
    // A link to itself changes nothing.
    const FileTree::Id there = layer_.tree.child(folder, name);
    if (there != FileTree::none && there == linked(*target)) return;
    // What it replaces is gone before it is made, also when that held its target.
    const FileTree::Id id = put(folder, name, Kind::link_below);
    describe(id, entry);
    const FileTree::Id found = linked(*target);
    if (found == FileTree::none || found == id) {
      layer_.tree.set_target(id, *target);
    } else {
      const FileTree::Node other = layer_.tree.node(found);
      become(id, other, std::string(layer_.tree.target(found)));
    }
    if (layer_.tree.node(id).kind == Kind::link_below) pending_.push_back(id);
  }

  void become(FileTree::Id id, const FileTree::Node& other, std::string_view link) {
    if (!link.empty()) layer_.tree.set_target(id, link);
    layer_.tree.node(id).become(other);
  }

  // What a hard link names may also come later in the archive, and be a link itself.
  void link_forward() {
    constexpr int most_links = 40;
    for (const FileTree::Id id : pending_) {
      if (layer_.tree.node(id).parent == FileTree::none) continue;
      FileTree::Id found = id;
      for (int i = 0; i < most_links && found != FileTree::none &&
                      layer_.tree.node(found).kind == Kind::link_below;
           ++i) {
        found = linked(layer_.tree.target(found));
      }
      if (found == FileTree::none || layer_.tree.node(found).kind == Kind::link_below) continue;
      const FileTree::Node other = layer_.tree.node(found);
      become(id, other, std::string(layer_.tree.target(found)));
    }
  }

  void keep_body(const std::string& path) {
    auto body = tar_.read_body(std::min(limits_.body, limits_.bodies - kept_));
    if (!body) return trouble("cannot be read: " + body.error().message, path);
    kept_ += body->size();
    layer_.bodies.emplace(entry_, std::move(*body));
  }

  void keep_small(const std::string& path, std::uint64_t size) {
    if (size > limits_.small - kept_small_) {
      if (!has_too_many_)
        trouble("is where looking into small files ends: there are too many", path);
      has_too_many_ = true;
      return;
    }
    kept_small_ += size;
    keep_body(path);
  }

  TarReader tar_;
  const WantedFiles& wanted_;
  const LayerLimits& limits_;
  Layer layer_;
  std::uint32_t entry_ = 0;
  std::uint64_t kept_ = 0, kept_small_ = 0;
  bool has_too_many_ = false;
  std::vector<FileTree::Id> pending_;
};

}  // namespace

Layer read_layer(std::unique_ptr<ByteStream> tar, const WantedFiles& wanted,
                 const LayerLimits& limits) {
  return LayerReader(std::move(tar), wanted, limits).read();
}

Result<std::map<std::uint32_t, std::string>> read_bodies(std::unique_ptr<ByteStream> stream,
                                                         const std::set<std::uint32_t>& entries,
                                                         const LayerLimits& limits) {
  std::map<std::uint32_t, std::string> bodies;
  if (entries.empty()) return bodies;
  TarReader tar(std::move(stream));
  std::uint64_t kept = 0;
  for (std::uint32_t entry = 0; entry <= *entries.rbegin(); ++entry) {
    const auto has_next = tar.next();
    if (!has_next) return std::unexpected(has_next.error());
    if (!*has_next) break;
    if (!entries.contains(entry)) continue;
    auto body = tar.read_body(std::min(limits.body, limits.bodies - kept));
    if (!body) return std::unexpected(body.error());
    kept += body->size();
    bodies.emplace(entry, std::move(*body));
  }
  return bodies;
}

}  // namespace boltseal
