#pragma once

#include <string>
#include <string_view>

namespace boltseal {

/// JSON with a line for each member and item, indented by four blanks, as Go's json.Indent writes
/// it (and with it `docker inspect`). Order and spelling of values stay. Text that is no JSON comes
/// out as some other text; nesting is followed to a depth of 64.
std::string indent_json(std::string_view json);

}  // namespace boltseal
