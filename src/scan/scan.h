#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advisories/lookup_file.h"
#include "base/date.h"
#include "scan/inventory.h"
#include "scan/match.h"
#include "scan/practices.h"

namespace boltseal {

struct ScanOptions {
  InventoryOptions inventory;
  const LookupBytes* database = nullptr;  ///< Null: no lookup file was found. Borrowed.
  std::string database_key;  ///< The public key that has to have signed it, in PEM; may be empty.
  std::optional<int> most_age;  ///< Days; older advisories are a gap.
  Date today;
  bool only_fixed = false;      ///< Leave out what has no fix.
  bool vulnerabilities = true;  ///< Look packages up.
  bool practices = true;        ///< Judge an image's configuration and files by the rules.
  AskedProfile profile;         ///< Which of those.
};

/// What a scan found.
struct ScanResult {
  SystemInventory inventory;
  std::vector<VulnerabilityMatch> matches;
  std::vector<Gap> gaps;   ///< Those of the inventory and of the matching.
  std::size_t unread = 0;  ///< How many of them, the first, are of the inventory.
  std::size_t examined = 0;
  bool has_advisories = false;
  std::string advisories_digest, advisories_date;  ///< Of the lookup file; may be empty.
  bool has_practices = false;                      ///< Rules looked at it.
  std::vector<PracticeFinding> practices;          ///< The worst first.
  std::string end_of_life;  ///< The day the distribution's security updates ended; else empty.
};

/// Fails when the input cannot be read at all, or the lookup file is none.
Result<ScanResult> scan(const ScanOptions& options);

}  // namespace boltseal
