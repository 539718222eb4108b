#pragma once

#include <string>
#include <string_view>

#include "model/advisory.h"

namespace boltseal::debian {

/// "Debian:12" for "bookworm"; "Debian:sid" for "sid".
std::string ecosystem_of(std::string_view codename);

/// What the tracker says of a package in a release, in one word of its own: "no-dsa", "ignored",
/// "postponed", "end-of-life", "unimportant", "undetermined", "not-affected". Sets status and note;
/// false for a word that it does not use.
bool judge(std::string_view word, Affected& affected);

}  // namespace boltseal::debian
