#include "sources/kubernetes/recognize.h"

#include <array>
#include <unordered_set>

#include "base/files.h"
#include "base/text.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

constexpr std::size_t npos = std::string_view::npos;

/// Whether `text` begins with the key, quoted or not, and its colon.
bool begins_with_key(std::string_view text, std::string_view key) {
  const char quote = !text.empty() && (text[0] == '"' || text[0] == '\'') ? text[0] : '\0';
  if (quote != '\0') text.remove_prefix(1);
  if (!text.starts_with(key)) return false;
  text.remove_prefix(key.size());
  if (quote != '\0') {
    if (text.empty() || text[0] != quote) return false;
    text.remove_prefix(1);
  }
  while (!text.empty() && is_blank(text[0])) text.remove_prefix(1);
  return text.starts_with(':');
}

bool yaml_has_keys(std::string_view text) {
  bool version = false;
  bool kind = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const char first = rest[0];
    if (first == 'a' || first == 'k' || first == '"' || first == '\'') {
      version = version || begins_with_key(rest, "apiVersion");
      kind = kind || begins_with_key(rest, "kind");
      if (version && kind) return true;
    }
    const std::size_t line_end = text.find('\n', at);
    if (line_end == npos) return false;
    at = line_end + 1;
  }
  return false;
}

/// Looks for the two keys with text values in the outermost object only: a JSON schema has them
/// further inside.
bool json_has_keys(std::string_view text) {
  if (text.find("\"apiVersion\"") == npos || text.find("\"kind\"") == npos) return false;
  bool version = false;
  bool kind = false;
  int depth = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const std::size_t begin = at + 1;
    for (at = begin; at < text.size() && text[at] != '"'; ++at) {
      if (text[at] == '\\') ++at;
    }
    if (depth != 1 || at >= text.size()) continue;
    const std::string_view word = text.substr(begin, at - begin);
    if (word != "apiVersion" && word != "kind") continue;
    std::size_t next = at + 1;
    while (next < text.size() && is_space(text[next])) ++next;
    if (next >= text.size() || text[next] != ':') continue;
    (word == "kind" ? kind : version) = true;
    if (version && kind) return true;
  }
  return false;
}

ByteSpan braces_at(std::string_view text, std::size_t at) {
  const std::size_t line = std::min(text.find('\n', at), text.size());
  const std::size_t close = text.substr(at, line - at).find("}}");
  const std::size_t end = close == npos ? line : at + close + 2;
  return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
}

/// Words that only Helm's templates use; `{{…}}` alone is also how Argo, Prometheus and Grafana
/// write their own variables.
bool speaks_helm(std::string_view value) {
  const std::size_t open = value.find("{{");
  if (open == npos) return false;
  constexpr std::array words = {std::string_view(".Values"), std::string_view(".Release."),
                                std::string_view(".Chart."), std::string_view(".Capabilities."),
                                std::string_view("include \"")};
  for (const std::string_view word : words) {
    if (value.find(word, open) != npos) return true;
  }
  return false;
}

/// What `kubectl get` prints, one object or a List: nothing will be filled in there any more.
bool is_from_server(const Node& root) {
  const Node* const metadata = root.is_mapping() ? root.get("metadata") : nullptr;
  return metadata != nullptr && metadata->is_mapping() &&
         metadata->get("resourceVersion") != nullptr;
}

const Node* find_node(const Node& node, std::unordered_set<const Node*>& seen) {
  const bool is_block = node.style == yaml::Style::literal || node.style == yaml::Style::folded;
  if (node.is_scalar()) return !is_block && speaks_helm(node.value) ? &node : nullptr;
  if (!seen.insert(&node).second) return nullptr;
  for (const Node* const item : node.items) {
    if (const Node* const found = find_node(*item, seen)) return found;
  }
  for (const yaml::Entry& entry : node.entries) {
    // `{{ .Values.name }}` without quotes is a flow mapping with a flow mapping as its key.
    if (node.style == yaml::Style::flow && entry.key->is_mapping()) return &node;
    if (const Node* const found = find_node(*entry.value, seen)) return found;
  }
  return nullptr;
}

}  // namespace

bool is_kustomization(std::string_view path) {
  const std::string_view name = base_name(path);
  return name == "kustomization.yaml" || name == "kustomization.yml" || name == "Kustomization";
}

bool looks_like_manifests(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::size_t at = 0;
  while (at < text.size() && is_space(text[at])) ++at;
  if (at < text.size() && text[at] == '{' && !text.substr(at).starts_with("{{")) {
    return json_has_keys(text);
  }
  return yaml_has_keys(text);
}

std::optional<ByteSpan> find_template(std::string_view text) {
  for (std::size_t at = text.find("{{"); at != npos; at = text.find("{{", at + 2)) {
    const std::size_t line = at == 0 ? npos : text.rfind('\n', at - 1);
    const std::size_t begin = line == npos ? 0 : line + 1;
    // One very long line of braces must not be walked again for each of them.
    if (at - begin > 1000) continue;
    const std::string_view before = trim(text.substr(begin, at - begin));
    if (before.empty() || before.ends_with(':') || before.ends_with('-')) {
      return braces_at(text, at);
    }
  }
  return std::nullopt;
}

std::optional<ByteSpan> find_template(const yaml::Tree& tree) {
  std::unordered_set<const Node*> seen;
  for (const Node* const root : tree.documents) {
    if (root == nullptr || is_from_server(*root)) continue;
    if (const Node* const found = find_node(*root, seen)) return found->span;
  }
  return std::nullopt;
}

}  // namespace boltseal::kubernetes
