#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "model/inventory.h"

namespace boltseal {

/// That somebody states something: enough to see whether a repair changed what it meant to change,
/// and nothing else. What is stated is kept as a hash (FNV-1a, 64 bits), which is for comparing two
/// readings of one file, not for keeping.
struct Statement {
  std::string path;     ///< The file of the level that states it.
  std::string subject;  ///< "service web", "build web/Dockerfile".
  /// The fact; Fact::count_: a step of a build or host, a grant, or what a project says of a
  /// member.
  Fact fact = Fact::count_;
  std::uint64_t what = 0;
  friend auto operator<=>(const Statement&, const Statement&) = default;
};
using Statements = std::vector<Statement>;  ///< Sorted.

Statements statements_of(const Inventory& inventory);

}  // namespace boltseal
