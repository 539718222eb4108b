#pragma once

#include <compare>
#include <string_view>

namespace boltseal {

/// An upstream version or a revision as dpkg orders them (deb-version(7)): by turns what is no
/// digit, where "~" is before the end, letters before all else, and a number.
std::weak_ordering compare_debian_part(std::string_view a, std::string_view b);

}  // namespace boltseal
