#pragma once

#include <string_view>
#include <vector>

namespace boltseal {

/// What blanks part; views into `line`.
std::vector<std::string_view> words_of(std::string_view line);

}  // namespace boltseal
