#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sip_hash.h"
#include "images/chunks.h"

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
    Id parent = none;        ///< Of one that was removed `none`.
    Id next_sibling = none;  ///< Maybe a removed one: see children().
    /// Of a folder its first child, maybe a removed one; of all else the number of the entry of its
    /// layer that brought it, which names its body.
    std::uint32_t inside = none;
    std::uint32_t name = 0;  ///< Where in the text.
    std::uint32_t user = 0, group = 0;
    std::uint32_t mode : 12 = 0;   ///< The lower 12 bits.
    std::uint32_t layer : 10 = 0;  ///< The layer that brought it.
    Kind kind : 3 = Kind::folder;
    bool is_opaque : 1 = false;  ///< Of a folder in a layer: hides the folder in the layers below.
    /// Of a folder in a layer: only there because something lies in it, so that mode and owner are
    /// those of the layers below.
    bool is_implied : 1 = false;
    bool has_capabilities : 1 = false;
    bool has_target : 1 = false;

    Id first_child() const { return kind == Kind::folder ? inside : none; }
    std::uint32_t entry() const { return inside; }

    /// Becomes what another node is, under its own name: what the two ends of a hard link share.
    void become(const Node& other);
  };
  // There are a hundred thousand in a usual image, and a million in an unusual one.
  static_assert(sizeof(Node) == 28);
  static constexpr std::uint16_t most_layers = 1 << 10;

  /// What a folder holds, the latest first.
  class Children {
   public:
    class Iterator {
     public:
      Iterator(const FileTree& tree, Id folder, Id at) : tree_(&tree), folder_(folder), at_(at) {
        settle();
      }
      Id operator*() const { return at_; }
      Iterator& operator++() {
        at_ = tree_->node(at_).next_sibling;
        settle();
        return *this;
      }
      bool operator==(const Iterator& other) const { return at_ == other.at_; }

     private:
      void settle() {
        while (at_ != none && tree_->node(at_).parent != folder_)
          at_ = tree_->node(at_).next_sibling;
      }
      const FileTree* tree_;
      Id folder_, at_;
    };
    Children(const FileTree& tree, Id folder) : tree_(tree), folder_(folder) {}
    Iterator begin() const { return {tree_, folder_, tree_.node(folder_).first_child()}; }
    Iterator end() const { return {tree_, folder_, none}; }

   private:
    const FileTree& tree_;
    Id folder_;
  };

  /// The key is of the table that finds names; nothing that is shown depends on it.
  explicit FileTree(const SipKey& key = process_key());

  const Node& node(Id id) const { return nodes_[id]; }
  Node& node(Id id) { return nodes_[id]; }
  /// How many nodes there are, with those that were removed.
  std::size_t size() const { return nodes_.size(); }
  /// How many bytes their names and targets take.
  std::size_t text_size() const { return text_.size(); }
  Children children(Id folder) const { return {*this, folder}; }
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
  /// Makes something else that is no folder of what is none, under the same name.
  void replace(Id id, Kind kind);
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
  using Nodes = Chunks<Node, 4096>;
  using Text = Chunks<char, 64 << 10>;
  struct Parts {
    Nodes nodes;
    Text text;
  };
  const Nodes& nodes() const { return nodes_; }
  const Text& text() const { return text_; }
  /// Nothing when they are no tree.
  static std::optional<FileTree> of(Parts parts);

 private:
  std::uint32_t keep(std::string_view name, const std::string_view* target);
  void enter(Id id) const;  // into the table
  std::size_t slot_of(Id folder, std::string_view name) const;
  void enter_all() const;
  Id walk(std::string_view path, bool follow_last, bool make, std::string* trouble);
  void stack_folder(const FileTree& layer, Id theirs, Id ours, std::uint16_t number,
                    std::vector<std::string>& trouble);

  Nodes nodes_;
  // Of each node the size of its name in a byte and the name; where it has a target, that one's
  // size in two bytes and the target. What was replaced stays.
  Text text_;
  SipKey key_;
  // Open addressing over (parent, name); a removed node leaves its slot to be skipped. Empty until
  // somebody asks for a name: a layer that is only stacked needs none.
  mutable std::vector<Id> slots_;
  mutable std::size_t used_ = 0;
};

/// A path of an archive as a path from the root: without "./", doubled slashes and a slash at its
/// begin or end; nothing when it leads out of the root or holds a NUL.
std::optional<std::string> inner_path(std::string_view path);

}  // namespace boltseal
