#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advisories/lookup_file.h"
#include "base/date.h"
#include "policy/policy.h"
#include "scan/inventory.h"
#include "scan/match.h"
#include "scan/practices.h"
#include "scan/support.h"

namespace boltseal {

struct ScanOptions {
  InventoryOptions inventory;
  const LookupBytes* database = nullptr;  ///< Null: no lookup file was found. Borrowed.
  std::string database_key;  ///< The public key that has to have signed it, in PEM; may be empty.
  std::optional<int> most_age;  ///< Days; older advisories are a gap.
  Date today;
  bool only_fixed = false;         ///< Leave out what has no fix.
  bool vulnerabilities = true;     ///< Look packages up.
  bool practices = true;           ///< Judge an image's configuration and files by the rules.
  AskedProfile profile;            ///< Which of those.
  const Policy* policy = nullptr;  ///< What is allowed, and which rules count; may be null.
};

/// Why a finding of a scan does not count.
struct Acceptance {
  std::string reason, owner;
  std::optional<Date> until;
  Place place;  ///< Where the allowance is written.
};
struct AcceptedMatch {
  VulnerabilityMatch match;
  Acceptance why;
};
struct AcceptedPractice {
  PracticeFinding practice;
  Acceptance why;
};

/// A feed that speaks of the packages that were looked up.
struct UsedSource {
  std::string name;  ///< "debian"
  std::string date;  ///< As AdvisorySource has it.
  std::vector<std::string> ecosystems;
};

/// What a scan found.
struct ScanResult {
  SystemInventory inventory;
  std::vector<VulnerabilityMatch> matches;
  std::vector<Gap> gaps;   ///< Those of the inventory and of the matching.
  std::size_t unread = 0;  ///< How many of them, the first, are of the inventory.
  std::size_t examined = 0;
  bool has_advisories = false;
  std::string advisories_digest;  ///< Of the lookup file; may be empty.
  /// The newest and the oldest day of its sources that speak of packages; empty when none of them
  /// has one.
  std::string advisories_date, oldest_advisories_date;
  std::vector<UsedSource> sources;         ///< By name.
  std::string policy = "built-in";         ///< The digest of the policy's file, when there is one.
  bool has_practices = false;              ///< Rules looked at it.
  std::vector<PracticeFinding> practices;  ///< The worst first.
  DistributionSupport support;
  std::vector<AcceptedMatch> accepted;  ///< As the findings are ordered.
  std::vector<AcceptedPractice> accepted_practices;
  std::vector<ShownFinding> notices;  ///< What is wrong with allowances (policy/apply.h).
};

/// Fails when the input cannot be read at all, or the lookup file is none.
Result<ScanResult> scan(const ScanOptions& options);

}  // namespace boltseal
