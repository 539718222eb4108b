#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "advisories/lookup_file.h"
#include "scan/inventory.h"

namespace boltseal {

/// A vulnerability in a package that was found: one for both, whatever its names and sources.
struct VulnerabilityMatch {
  std::string id;                       ///< The CVE where there is one.
  std::vector<std::string> aliases;     ///< Its other ids.
  std::vector<std::string> advisories;  ///< Of publishers that speak of it here: "DSA-5678-1".
  std::size_t package = 0;              ///< Index into SystemInventory::packages.
  Status status = Status::affected;
  std::string note;   ///< The publisher's word for the status: "no-dsa".
  std::string fixed;  ///< The first version that is mended; empty when there is none.
  std::vector<std::string> sources;  ///< The feeds that say so.

  Rating rating = Rating::unknown;
  std::string rated_by;  ///< Whose rating it is: "nvd".
  std::string vector;    ///< CVSS; may be empty.
  double score = -1;     ///< Of the vector, computed here; -1 without one.

  std::string exploited_since;  ///< The day CISA's KEV listed it; empty when it did not.
  double epss = -1;             ///< -1: not given.
  std::string summary, published;
  std::vector<std::string> references;
};

/// What the advisories say of the packages of an inventory.
struct MatchResult {
  /// Known to be exploited first, then by rating and EPSS, what can be mended first.
  std::vector<VulnerabilityMatch> matches;
  std::vector<Gap> gaps;     ///< Packages of which nothing can be said, and why.
  std::size_t examined = 0;  ///< Packages that were looked up.
  /// By the ecosystems of those packages, the feeds that speak of any of them.
  std::map<std::string, std::set<std::string>, std::less<>> sources;
};

MatchResult match(const SystemInventory& inventory, const LookupFile& advisories);

}  // namespace boltseal
