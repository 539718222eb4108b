#include "engines/json_text.h"

#include "base/json.h"

namespace boltseal {

std::string json_text(std::string_view text) {
  return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

bool is_json_object(std::string_view text) { return parse_json(text).is_object(); }

}  // namespace boltseal
