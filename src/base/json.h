#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

// For the .cpp files that read JSON: the library takes 3 s to compile.

namespace boltseal {

using nlohmann::json;

/// Reads without recursion, at most 64 levels deep; discarded when the text is no JSON.
inline json parse_json(std::string_view text) {
  constexpr int most_depth = 64;
  return json::parse(
      text, [](int depth, json::parse_event_t, json&) { return depth < most_depth; },
      /*allow_exceptions=*/false);
}

/// The text under a key; empty when there is none, or something else.
inline std::string text_in(const json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The value under a key; null when there is none.
inline const json& json_member(const json& object, const char* key) {
  static const json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

}  // namespace boltseal
