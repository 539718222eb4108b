#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sources/yaml/yaml.h"

namespace boltseal::compose {

/// Where a node stands: {"services", "web", "build", "args"}.
using Path = std::vector<std::string_view>;

/// Merges Compose documents by the specification's rules (13-merge.md, with the details of
/// compose-go where it is silent). Nothing is copied that only one side has. Nodes keep the
/// document and the bytes that they were written with.
class Merger {
 public:
  explicit Merger(yaml::Tree& made) : made_(made) {}

  /// `over` laid over `base`, both at `path`. Fails when a mapping meets a list.
  Result<const yaml::Node*> merge(const yaml::Node& base, const yaml::Node& over, Path& path);

  /// The items of a list at `path` without those that a later one replaces: by target for volumes,
  /// by name for variables …
  std::vector<const yaml::Node*> without_replaced(yaml::Nodes items, const Path& path);

  /// What a node took the place of; null for most.
  const yaml::Node* replaced_by(const yaml::Node& node) const;

  /// A mapping with the same place as `like`; keeps the entries.
  yaml::Node& make_mapping(const yaml::Node& like, yaml::Entries entries);
  yaml::Node& make_text(std::string_view text, const yaml::Node& like);
  yaml::Nodes keep(yaml::Nodes items) { return made_.keep(items); }

 private:
  Result<const yaml::Node*> merge_mappings(const yaml::Node& base, const yaml::Node& over,
                                           Path& path);
  Result<const yaml::Node*> merge_ipam(const yaml::Node& base, const yaml::Node& over, Path& path);
  const yaml::Node* replace(const yaml::Node& base, const yaml::Node& over);
  const yaml::Node& make_sequence(yaml::Nodes items, const yaml::Node& like, const Path& path);
  std::vector<const yaml::Node*> as_sequence(const yaml::Node& node);
  const yaml::Node& as_build(const yaml::Node& node);
  const yaml::Node& as_mapping(const yaml::Node& node, bool depends_on);

  yaml::Tree& made_;
  std::size_t budget_ = 500'000;  // entries that merging may make: `extends` can multiply them
  std::unordered_map<const yaml::Node*, const yaml::Node*> replaced_;
};

/// "services.*.ports" matches {"services", "web", "ports"}.
bool matches(std::string_view pattern, const Path& path);

}  // namespace boltseal::compose
