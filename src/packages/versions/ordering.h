#pragma once

#include <compare>
#include <optional>
#include <span>
#include <string_view>

namespace boltseal {

/// How an ecosystem orders its versions. Each lives in a file of its own in this folder.
struct Ordering {
  std::string_view name;  ///< As `boltseal vercmp` takes it: "dpkg".
  /// Nothing when one of them is no version of this scheme. A strict weak ordering over all that
  /// are; linear in the length of the texts, without allocation where that is simple.
  std::optional<std::weak_ordering> (*compare)(std::string_view a, std::string_view b);
};

/// The table, in the order in which help lists it.
std::span<const Ordering* const> all_orderings();
const Ordering* find_ordering(std::string_view name);

/// The ordering of an OSV ecosystem with or without its release: dpkg for "Debian:12", semver for
/// "npm". Null for one without a known ordering.
const Ordering* ordering_of(std::string_view ecosystem);

}  // namespace boltseal
