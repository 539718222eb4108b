#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/package.h"
#include "packages/root_files.h"

namespace boltseal {

/// What a package database lists.
struct PackageList {
  std::vector<Package> packages;  ///< In the order of the database.
  std::vector<Error> errors;      ///< What could not be read; each is a gap of the report.
};

/// A kind of package database.
struct PackageDatabase {
  std::string_view name;  ///< "dpkg"
  /// The files that it may ask for, as paths from the root with `*` for any name in a folder:
  /// "var/lib/dpkg/status", "var/lib/dpkg/status.d/*". Whoever makes the RootFiles keeps these.
  std::span<const std::string_view> files;
  PackageList (*read)(const RootFiles& root);
};

/// The table.
std::span<const PackageDatabase* const> all_package_databases();

}  // namespace boltseal
