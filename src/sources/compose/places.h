#pragma once

#include <string>
#include <vector>

#include "sources/yaml/yaml.h"

namespace boltseal::compose {

// Where the bytes of a change stand in a Compose file, and whether they stand for one place alone.

/// A node that stands at wanted bytes, and how often the document uses it.
struct Found {
  const yaml::Node* node = nullptr;
  const yaml::Node* value = nullptr;   ///< Of a key: what it names.
  const yaml::Node* parent = nullptr;  ///< The mapping or list around it.
  std::size_t uses = 0;
};
/// Looks below every top-level key but `x-` ones: what stands there is used only where an alias
/// names it.
void search_root(const yaml::Node& root, ByteSpan span, Found& found);

/// How often a walk from `node` meets `wanted`, aliases followed.
void count_uses(const yaml::Node& node, const yaml::Node* wanted, std::size_t& uses);

/// The service that a key names, if this place alone decides what it holds.
Result<const yaml::Node*> service_at(const Document& document, const Found& found,
                                     const yaml::Node& root);

std::unexpected<Error> refuse(const Document& document, ByteSpan at, std::string why);
inline constexpr const char* shared =
    "an anchor gives this value to several places, so that changing it would change them all";
inline constexpr const char* interpolated = "a variable decides what stands here";

Result<std::vector<Edit>> only(Result<Edit> edit);

}  // namespace boltseal::compose
