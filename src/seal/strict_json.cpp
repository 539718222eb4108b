#include "seal/strict_json.h"

#include <set>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"

namespace boltseal {

Result<std::shared_ptr<const json>> parse_strict_json(std::string_view text) {
  constexpr int most_depth = 32;
  if (text.size() > file_size_limit) return fail("is larger than 16 MiB");
  std::vector<std::set<std::string>> keys;  // of the objects that are open
  std::string trouble;
  const auto look = [&](int depth, json::parse_event_t event, json& parsed) {
    if (!trouble.empty()) return false;
    if (event == json::parse_event_t::object_start) keys.emplace_back();
    if (event == json::parse_event_t::object_end && !keys.empty()) keys.pop_back();
    if (event == json::parse_event_t::key && !keys.empty() &&
        !keys.back().insert(parsed.get<std::string>()).second) {
      trouble = "gives \"" + sanitize(parsed.get<std::string>().substr(0, 100)) + "\" twice";
    }
    if (depth >= most_depth) trouble = "is nested too deeply";
    return trouble.empty();
  };
  auto value = std::make_shared<json>(json::parse(text, look, /*allow_exceptions=*/false));
  if (!trouble.empty()) return fail(trouble);
  if (value->is_discarded()) return fail("is no JSON");
  return value;
}

}  // namespace boltseal
