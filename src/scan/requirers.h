#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "scan/inventory.h"

namespace boltseal {

/// Why a package is there. Numbers are places in SystemInventory::packages.
struct Requirers {
  bool is_known = false;  ///< Some package of its type says what it requires; else nothing is told.
  std::vector<std::size_t> direct;  ///< Who requires it.
  /// Of each package that is above it and that nobody requires, the shortest way from that package
  /// down to this one, both included; the shortest ways first. Empty when nobody requires it, and
  /// when all who do require one another.
  std::vector<std::vector<std::size_t>> chains;
};

/// Follows what packages depend on upwards; circles end where they close.
Requirers requirers_of(const SystemInventory& inventory, std::size_t package);

/// The packages with this name, or all that were built from a source with this name when none has.
std::vector<std::size_t> find_packages(const SystemInventory& inventory, std::string_view name);

}  // namespace boltseal
