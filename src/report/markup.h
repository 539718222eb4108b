#pragma once

#include <string>
#include <string_view>

namespace boltseal {

/// Text from an input as the content of an XML or HTML element or quoted attribute: shown (mask.h),
/// with the five characters that mean something replaced.
std::string markup(std::string_view text);

}  // namespace boltseal
