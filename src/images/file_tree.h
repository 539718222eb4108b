#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// The names of a file system, without what is in its files: of one layer, or of several stacked.
/// Nodes are numbers; the root is 0. Paths have no slash at their begin. Not for several threads
/// at once.
class FileTree {
 public:
  using Id = std::uint32_t;
  static constexpr Id root = 0;
  static constexpr Id none = ~0u;

  enum class Kind : std::uint8_t {
    folder,
    file,
    symbolic_link,
    character_device,
    block_device,
    fifo,
    /// In a layer: what lies under this name in the layers below is gone (OCI image layer
    /// specification, "Whiteouts"; overlayfs, a character device 0:0).
    whiteout,
    /// In a layer: a hard link to something that only a layer below may have.
    link_below,
  };

  struct Node {
    std::uint64_t size = 0;  ///< Of a file, in bytes.
    Id parent = none, first_child = none, previous_sibling = none, next_sibling = none;
    std::uint32_t name = 0, target = 0;  ///< Where in `text` they begin.
    std::uint16_t name_size = 0, target_size = 0;
    std::uint32_t user = 0, group = 0;
    std::uint32_t entry = 0;  ///< Which entry of its layer brought it; names its body.
    std::uint16_t mode = 0;   ///< The lower 12 bits.
    std::uint16_t layer = 0;  ///< The layer that brought it.
    Kind kind = Kind::folder;
    bool is_opaque = false;  ///< Of a folder in a layer: hides the folder in the layers below.
    /// Of a folder in a layer: only there because something lies in it, so that mode and owner are
    /// those of the layers below.
    bool is_implied = false;
    bool has_capabilities = false;

    /// Becomes what another node is, under its own name: what the two ends of a hard link share.
    void become(const Node& other);
  };
  static_assert(sizeof(Node) == 56);  // there are a hundred thousand in a usual image

  FileTree();

  const Node& node(Id id) const { return nodes_[id]; }
  Node& node(Id id) { return nodes_[id]; }
  std::size_t size() const { return nodes_.size(); }
  std::string_view name(Id id) const;
  std::string_view target(Id id) const;
  /// "usr/lib/os-release"; "" of the root.
  std::string path(Id id) const;

  /// What a folder holds under a name; `none` when there is nothing.
  Id child(Id folder, std::string_view name) const;
  /// What is at a path when its links are followed inside the root, as its programs see it; `none`
  /// when there is nothing, or the links go in a circle. With `follow_last` false a link at the end
  /// of the path is itself what is found.
  Id find(std::string_view path, bool follow_last = true) const;

  /// Puts a node below a folder, which has none of that name.
  Id add(Id folder, std::string_view name, Kind kind);
  /// Takes a node, and what is below it, out of its folder. The numbers of others stay.
  void remove(Id id);
  void set_target(Id id, std::string_view target);

  /// The folder of a path, made where it is not there, with links followed as find() does; an error
  /// where a part of it is something else than a folder.
  Result<Id> make_folder(std::string_view path);

  /// The lowest layer as it shows alone: what speaks of layers below is gone.
  /// @return what could not be shown as the layer says, as paths
  std::vector<std::string> settle();
  /// Shows a layer above what is here, as overlayfs does. Nodes get `number` as their layer.
  /// @return what could not be shown as the layer says, as paths
  std::vector<std::string> stack(const FileTree& layer, std::uint16_t number);

  // The parts, to be kept in a cache.
  struct Parts {
    std::vector<Node> nodes;
    std::string text;
  };
  const std::vector<Node>& nodes() const { return nodes_; }
  const std::string& text() const { return text_; }
  /// Nothing when they are no tree.
  static std::optional<FileTree> of(Parts parts);

 private:
  std::uint32_t keep(std::string_view text);
  void enter(Id id) const;  // into the table
  std::size_t slot_of(Id folder, std::string_view name) const;
  void enter_all() const;
  Id walk(std::string_view path, bool follow_last, bool make, std::string* trouble);
  void stack_folder(const FileTree& layer, Id theirs, Id ours, std::uint16_t number,
                    std::vector<std::string>& trouble);

  std::vector<Node> nodes_;
  std::string text_;
  // Open addressing over (parent, name); a removed node leaves its slot to be skipped. Empty until
  // somebody asks for a name: a layer that is only stacked needs none.
  mutable std::vector<Id> slots_;
  mutable std::size_t used_ = 0;
};

/// A path of an archive as a path from the root: without "./", doubled slashes and a slash at its
/// begin or end; nothing when it leads out of the root or holds a NUL.
std::optional<std::string> inner_path(std::string_view path);

}  // namespace boltseal
