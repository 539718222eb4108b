#include "sources/yaml/builder.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace boltseal::yaml {
namespace {

constexpr std::size_t duplicates_kept = 100;

}  // namespace

Error Builder::too_deep(ByteSpan at) const {
  return document_.error(
      "collections are nested more than " + std::to_string(limits_.depth) + " deep", at,
      "Make the file flatter");
}

bool Builder::stop(Error error) {
  error_ = std::move(error);
  return false;
}

Result<void> Builder::result() const {
  if (error_) return std::unexpected(*error_);
  return {};
}

bool Builder::refuse(const Node& node, ByteSpan at) {
  if (outer_.size() + node.walk_depth > limits_.depth + 1) return stop(too_deep(at));
  return stop(document_.error("the document has more than " + std::to_string(limits_.nodes) +
                                  " nodes when its aliases are followed",
                              at, "Split the file, or use fewer aliases"));
}

bool Builder::is_open(const Node& node) const {
  return frame_.node == &node || std::ranges::find(outer_, &node, &Frame::node) != outer_.end();
}

bool Builder::open(Node& node) {
  if (outer_.size() >= limits_.depth) {
    return stop(too_deep({node.span.begin, node.span.begin}));
  }
  outer_.push_back(frame_);
  frame_ = {.node = &node, .first_child = children_.size()};
  return true;
}

bool Builder::close(std::uint32_t end) {
  const Frame frame = frame_;
  frame_ = outer_.back();
  outer_.pop_back();
  Node& node = *frame.node;
  const auto first = children_.begin() + static_cast<std::ptrdiff_t>(frame.first_child);
  const auto count = static_cast<std::size_t>(children_.end() - first);
  const std::uint32_t last_end = count == 0 ? node.span.begin : children_.back().at.end;
  if (node.is_sequence()) {
    const Node** const items = tree_.allocate<const Node*>(count);
    std::transform(first, children_.end(), items, [](const Child& child) { return child.node; });
    node.items = {items, count};
  } else {
    Entry* const entries = tree_.allocate<Entry>(count / 2);
    Entry* end_of_entries = entries;
    for (auto key = first; children_.end() - key >= 2; key += 2) {
      const auto value = key + 1;
      *end_of_entries++ = {
          key->node, value->node, {key->at.begin, std::max(key->at.end, value->at.end)}};
    }
    node.entries = {entries, end_of_entries};
    note_duplicates(node);
  }
  // Only brackets have an end of their own.
  node.span.end = std::max(node.span.begin, node.style == Style::flow ? end : last_end);
  node.walk_size = static_cast<std::uint32_t>(frame.walk_size);
  node.walk_depth = frame.walk_depth;
  children_.resize(frame.first_child);
  return add(node, node.span);
}

void Builder::note_duplicates(const Node& mapping) {
  const auto note = [&](const Entry& first, const Entry& second) {
    if (tree_.duplicates.size() < duplicates_kept) {
      tree_.duplicates.push_back({first.key, second.key});
    }
  };
  constexpr std::size_t few = 16;
  if (mapping.entries.size() <= few) {
    for (std::size_t second = 1; second < mapping.entries.size(); ++second) {
      const Node& key = *mapping.entries[second].key;
      if (!key.is_scalar()) continue;
      for (std::size_t first = 0; first < second; ++first) {
        const Node& other = *mapping.entries[first].key;
        if (other.is_scalar() && other.value == key.value) {
          note(mapping.entries[first], mapping.entries[second]);
          break;
        }
      }
    }
    return;
  }
  std::unordered_map<std::string_view, const Entry*> seen;
  seen.reserve(mapping.entries.size());
  for (const Entry& entry : mapping.entries) {
    if (!entry.key->is_scalar()) continue;
    const auto [known, is_new] = seen.emplace(entry.key->value, &entry);
    if (!is_new) note(*known->second, entry);
  }
}

}  // namespace boltseal::yaml
