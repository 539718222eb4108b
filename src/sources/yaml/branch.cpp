#include "sources/yaml/quote.h"
#include "sources/yaml/yaml.h"

namespace boltseal::yaml {
namespace {

// YAML text as JSON has it.
std::string value_of(const Branch& branch, bool json) {
  const bool is_word =
      !branch.value.empty() && !is_typed(branch.value) &&
      std::string_view("[{\"").find(branch.value.front()) == std::string_view::npos;
  return json && is_word ? quote_double(branch.value) : branch.value;
}

std::string in_braces(const std::vector<Branch>& branches, bool json) {
  std::string text;
  for (const Branch& branch : branches) {
    text += (text.empty() ? "{" : ", ") + (json ? quote_double(branch.key) : branch.key) + ": " +
            (branch.below.empty() ? value_of(branch, json) : in_braces(branch.below, json));
  }
  return text + "}";
}

std::string in_lines(const std::vector<Branch>& branches, const std::string& indentation) {
  std::string text;
  for (const Branch& branch : branches) {
    if (!text.empty()) text += "\n";
    text += indentation + branch.key + ":";
    text += branch.below.empty() ? " " + branch.value
                                 : "\n" + in_lines(branch.below, indentation + "  ");
  }
  return text;
}

bool is_json(const Node& mapping) {
  return !mapping.entries.empty() && mapping.entries.back().key->style == Style::double_quoted;
}

bool is_flow(const Node& node) { return node.style == Style::flow || node.style == Style::pair; }

}  // namespace

Result<Edit> add_branch(const Node& mapping, const Branch& branch) {
  const std::string value =
      is_flow(mapping)
          ? (branch.below.empty() ? branch.value : in_braces(branch.below, is_json(mapping)))
      : branch.below.empty() ? branch.value
                             : "\n" + in_lines(branch.below, "");
  return add_entry(mapping, branch.key, value);
}

std::string item_of(const Node& mapping, std::string_view list, const std::vector<Branch>& keys) {
  const Node* const there = mapping.get(list);
  const bool braces =
      is_flow(mapping) ||
      (there != nullptr &&
       (is_flow(*there) || (!there->items.empty() && is_flow(*there->items.back()))));
  return braces ? in_braces(keys, is_json(mapping)) : in_lines(keys, "");
}

}  // namespace boltseal::yaml
