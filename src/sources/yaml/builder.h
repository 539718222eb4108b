#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "sources/yaml/yaml.h"

namespace boltseal::yaml {

/// Puts a Tree together from a stream of nodes, for the readers of YAML, JSON and TOML: keeps the
/// open collections, counts what a walk would meet, and finds keys given twice.
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

  // What adds to the tree tells whether that was possible: false, and result() says why not. (A
  // Result for each node took a tenth of the instructions of reading JSON.)
  bool add_scalar(Node& node) {
    node.walk_size = walk_size_of(node.value);
    return add(node, node.span);
  }
  /// One that is no more than that.
  bool add_scalar(std::string_view value, Style style, ByteSpan span) {
    return add(*new (tree_.allocate<Node>(1)) Node{.style = style,
                                                   .walk_size = walk_size_of(value),
                                                   .span = span,
                                                   .document = &document_,
                                                   .value = value},
               span);
  }
  /// A finished node, or the target of an alias that stands at `at`.
  bool add(const Node& node, ByteSpan at) {
    frame_.walk_size += node.walk_size;
    if (outer_.size() + node.walk_depth > limits_.depth + 1 || frame_.walk_size > limits_.nodes) {
      return refuse(node, at);
    }
    if (frame_.node == nullptr) {
      tree_.documents.push_back(&node);
      return true;
    }
    frame_.walk_depth = std::max(frame_.walk_depth, node.walk_depth + 1);
    children_.push_back({&node, at});
    return true;
  }
  /// A collection whose children come next; its kind, style and the begin of its span are set.
  bool open(Node& node);
  /// The end of the innermost open collection; `end` is behind its bracket in flow style.
  bool close(std::uint32_t end);
  /// Notes why the text cannot be read on.
  [[gnu::cold]] bool stop(Error error);
  Result<void> result() const;

  bool is_open(const Node& node) const;
  /// The innermost open collection; null when none is.
  const Node* innermost() const { return frame_.node; }
  bool is_innermost_empty() const { return children_.size() == frame_.first_child; }

 private:
  struct Child {
    const Node* node;
    ByteSpan at;
  };
  struct Frame {
    Node* node = nullptr;
    std::size_t first_child = 0;
    std::uint64_t walk_size = 1;
    std::uint32_t walk_depth = 1;
  };

  static std::uint32_t walk_size_of(std::string_view value) {
    constexpr std::size_t bytes_per_unit = 32;
    return 1 + static_cast<std::uint32_t>(value.size() / bytes_per_unit);
  }
  Error too_deep(ByteSpan at) const;
  // Out of the way of what is done for each node.
  [[gnu::cold]] bool refuse(const Node& node, ByteSpan at);
  void note_duplicates(const Node& mapping);

  const Document& document_;
  Tree& tree_;
  Limits limits_;
  // The innermost open collection and those around it; around all is the stream, which is none and
  // counts what its finished documents came to.
  Frame frame_{.walk_size = 0};
  std::vector<Frame> outer_;
  std::vector<Child> children_;  // of all open collections
  std::optional<Error> error_;
};

}  // namespace boltseal::yaml
