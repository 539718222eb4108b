#include "sources/compose/write_networks.h"

#include <string>
#include <utility>

#include "sources/compose/interpolate.h"

namespace boltseal::compose {
namespace {

using yaml::Entry;
using yaml::Node;
using Names = std::vector<std::string>;

/// Declares networks at the top level.
Result<std::vector<Edit>> declare_networks(const Document& document, const Names& names,
                                           const Node& root) {
  const Entry* const networks = root.find("networks");
  if (networks == nullptr) return only(yaml::add_section(root, "networks", names));
  std::size_t uses = 0;
  count_uses(root, networks->value, uses);
  if (uses > 1) return refuse(document, networks->key->span, shared);
  std::vector<Edit> edits;
  for (const std::string& name : names) {
    Result<Edit> edit = yaml::add_entry(*networks->value, name, "");
    if (!edit) return std::unexpected(edit.error());
    edits.push_back(std::move(*edit));
  }
  return edits;
}

}  // namespace

Result<std::vector<Edit>> write_networks(const Document& document, const Change& change,
                                         const Found& found, const Node& root) {
  const Names* const names = std::get_if<Names>(&change.value);
  if (names != nullptr && change.field == "declared") {
    return declare_networks(document, *names, root);
  }
  if (names != nullptr && change.missing) {
    const Result<const Node*> service = service_at(document, found, root);
    if (!service) return std::unexpected(service.error());
    return only(yaml::add_list(**service, "networks", *names));
  }
  const std::string* const name = std::get_if<std::string>(&change.value);
  const bool is_name = found.parent != nullptr && found.node->is_scalar() &&
                       (found.parent->is_sequence() || found.value != nullptr);
  if (name == nullptr || !is_name) {
    return refuse(document, found.node->span, "this is not a network of a service");
  }
  if (found.uses > 1) return refuse(document, found.node->span, shared);
  if (change.op == Change::Op::add) {
    return only(found.parent->is_sequence() ? yaml::add_item(*found.parent, *name)
                                            : yaml::add_entry(*found.parent, *name, ""));
  }
  if (found.value != nullptr && found.value->is_mapping() &&
      (found.value->get("ipv4_address") || found.value->get("ipv6_address"))) {
    return refuse(document, found.node->span, "it has an address of its own in this network");
  }
  return std::vector{yaml::replace_scalar(*found.node, *name)};
}

Result<std::vector<Edit>> add_options(const Document& document, const Change& change,
                                      const Found& found) {
  const Names* const options = std::get_if<Names>(&change.value);
  if (options == nullptr || found.parent == nullptr || !found.parent->is_mapping() ||
      found.parent->get("device") != found.node) {
    return refuse(document, found.node->span, "the volume is not defined here");
  }
  if (found.uses > 1) return refuse(document, found.node->span, shared);
  std::string all;
  for (const std::string& option : *options) all += (all.empty() ? "" : ",") + option;
  const Entry* const present = found.parent->find("o");
  if (present == nullptr) return only(yaml::add_entry(*found.parent, "o", all));
  const Node& value = *present->value;
  const std::uint32_t quote = value.style == yaml::Style::plain ? 0 : 1;
  const ByteSpan inside{value.span.begin + quote, value.span.end - quote};
  if (!found.parent->span.contains(value.span) || inside.end <= inside.begin ||
      document.at(inside) != value.value) {
    return refuse(document, present->key->span, "its options are not written on one line");
  }
  if (needs_interpolation(value.value)) return refuse(document, value.span, interpolated);
  return std::vector{Edit{{inside.end, inside.end}, "," + all}};
}

}  // namespace boltseal::compose
