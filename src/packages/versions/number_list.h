#pragma once

#include <compare>
#include <optional>
#include <string_view>

namespace boltseal {

/// Numbers between any of `separators`, which all mean the same; the begin of a list is before it.
/// Nothing when one of the texts is no such list.
std::optional<std::weak_ordering> compare_number_lists(std::string_view a, std::string_view b,
                                                       std::string_view separators);

}  // namespace boltseal
