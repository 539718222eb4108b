#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace boltseal::feeds {

/// Takes the next record off a text in CSV (RFC 4180: quoted fields may hold commas, line ends and
/// doubled quotes). A quote without an end takes the rest of the text.
std::vector<std::string> next_csv_record(std::string_view& text);

}  // namespace boltseal::feeds
