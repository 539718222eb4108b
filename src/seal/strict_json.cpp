#include "seal/strict_json.h"

#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/yaml/json.h"

namespace boltseal {

Result<std::shared_ptr<const StrictJson>> StrictJson::read(std::string text) {
  constexpr yaml::Limits limits{.depth = 32};
  if (text.size() > file_size_limit) return fail("is larger than 16 MiB");
  if (text.starts_with("\xEF\xBB\xBF")) return fail("cannot be read: it has a byte order mark");
  const std::shared_ptr<StrictJson> json(new StrictJson(std::move(text)));
  if (const auto done = yaml::parse_json(json->document_, json->tree_, limits); !done) {
    // "JSON cannot be read here: a bracket is not closed"
    const std::string& why = done.error().message;
    const std::size_t colon = why.find(": ");
    return fail("cannot be read: " + (colon == std::string::npos ? why : why.substr(colon + 2)));
  }
  if (!json->tree_.duplicates.empty()) {
    const std::string_view key = json->tree_.duplicates.front().second->value;
    return fail("gives \"" + sanitize(key.substr(0, 100)) + "\" twice");
  }
  return json;
}

}  // namespace boltseal
