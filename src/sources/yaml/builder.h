#pragma once

#include <vector>

#include "sources/yaml/yaml.h"

namespace boltseal::yaml {

/// Puts a Tree together from a stream of nodes, for the YAML and the JSON reader: keeps the open
/// collections, counts what a walk would meet, and finds keys given twice.
class Builder {
 public:
  Builder(const Document& document, Tree& tree, Limits limits)
      : document_(document), tree_(tree), limits_(limits) {}

  Node& make() {
    Node& node = tree_.make();
    node.document = &document_;
    return node;
  }
  std::string_view keep(std::string_view text) { return tree_.keep(text); }
  Result<void> add_scalar(Node& node);
  /// A finished node, or the target of an alias that stands at `at`.
  Result<void> add(const Node& node, ByteSpan at);
  /// A collection whose children come next; its kind, style and the begin of its span are set.
  Result<void> open(Node& node);
  /// The end of the innermost open collection; `end` is behind its bracket in flow style.
  Result<void> close(std::uint32_t end);
  bool is_open(const Node& node) const;

 private:
  struct Child {
    const Node* node;
    ByteSpan at;
  };
  struct Frame {
    Node* node;
    std::size_t first_child;
    std::uint64_t walk_size;
    std::uint32_t walk_depth;
  };

  Error too_deep(ByteSpan at) const;
  void note_duplicates(const Node& mapping);

  const Document& document_;
  Tree& tree_;
  Limits limits_;
  std::vector<Frame> frames_;
  std::vector<Child> children_;  // of all open collections
  std::uint64_t walked_ = 0;     // by finished documents
};

}  // namespace boltseal::yaml
