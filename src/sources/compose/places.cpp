#include "sources/compose/places.h"

#include <utility>

namespace boltseal::compose {

using yaml::Entry;
using yaml::Node;

namespace {

// Aliases are followed, so that a node is met once for every place that uses it; parse() bounds how
// many that are, and how deep.
void search(const Node& node, ByteSpan span, Found& found) {
  if (node.span == span) {
    found.node = &node;
    ++found.uses;
  }
  for (const Node* item : node.items) {
    if (item->span == span) found.parent = &node;
    search(*item, span, found);
  }
  for (const Entry& entry : node.entries) {
    if (entry.key->span == span) {
      found.node = entry.key;
      found.value = entry.value;
      found.parent = &node;
      ++found.uses;
    }
    if (entry.value->span == span) found.parent = &node;
    search(*entry.value, span, found);
  }
}

}  // namespace

void search_root(const Node& root, ByteSpan span, Found& found) {
  for (const Entry& entry : root.entries) {
    if (!entry.key->value.starts_with("x-")) search(*entry.value, span, found);
  }
}

void count_uses(const Node& node, const Node* wanted, std::size_t& uses) {
  if (&node == wanted) ++uses;
  for (const Node* item : node.items) count_uses(*item, wanted, uses);
  for (const Entry& entry : node.entries) count_uses(*entry.value, wanted, uses);
}

std::unexpected<Error> refuse(const Document& document, ByteSpan at, std::string why) {
  return std::unexpected(document.error(std::move(why), at));
}

Result<const Node*> service_at(const Document& document, const Found& found, const Node& root) {
  const Node* const service = found.value;
  if (service == nullptr || !service->is_mapping()) {
    return refuse(document, found.node->span, "there is no service here that could state it");
  }
  std::size_t uses = 0;
  count_uses(root, service, uses);
  if (uses > 1 || service->span.begin < found.node->span.end) {
    return refuse(document, found.node->span, shared);
  }
  return service;
}

Result<std::vector<Edit>> only(Result<Edit> edit) {
  if (!edit) return std::unexpected(edit.error());
  return std::vector{std::move(*edit)};
}

}  // namespace boltseal::compose
