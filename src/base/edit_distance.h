#pragma once

#include <span>
#include <string>
#include <string_view>

namespace boltseal {

/// The number of insertions, deletions, substitutions and swaps of neighbours between two words
/// (optimal string alignment); at most `limit` + 1 is ever returned.
int edit_distance(std::string_view a, std::string_view b, int limit);

/// The candidate nearest to a mistyped word, or "" when none is close enough to be meant.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// ", did you mean NAME?" with the nearest candidate between `before` and `behind`, or nothing.
std::string suggestion(std::string_view word, std::span<const std::string_view> candidates,
                       std::string_view before = {}, std::string_view behind = {});

}  // namespace boltseal
