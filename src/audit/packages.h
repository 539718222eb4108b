#pragma once

#include <string>
#include <vector>

#include "advisories/lookup_file.h"
#include "base/date.h"
#include "model/outdated_package.h"
#include "model/verdict.h"
#include "policy/policy.h"

namespace boltseal {

/// How packages are looked up.
struct PackageLook {
  const LookupBytes* advisories = nullptr;  ///< Null: there are none. Borrowed.
  std::string key;                          ///< As ScanOptions::database_key.
  const Policy* policy = nullptr;           ///< Its allowances count; may be null.
  Date today;
  unsigned threads = 0;
};

/// What advisories say of a system, and what could not be examined.
struct FoundPackages {
  SystemPackages packages;
  std::vector<ShownError> gaps;
};

/// Reads the package databases below a folder in a confined process of its own, as `boltseal scan`
/// does, and looks them up. `title` is what gaps call it. Ours has no other thread meanwhile.
FoundPackages look_up_packages(const std::string& folder, const std::string& title,
                               const PackageLook& look);

}  // namespace boltseal
