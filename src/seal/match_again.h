#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisories/lookup_file.h"
#include "seal/verify.h"

namespace boltseal {

/// Whether advisories are to be matched with what was sealed: they are others than the seal's, and
/// not older.
bool is_newer(const LookupFile& advisories, const SealPredicate& seal);

/// Looks the packages of a sealed bill of materials up again. What counts today, and is not allowed
/// by the policy, breaks the seal: none of it counted when it was made.
/// @param sbom CycloneDX; fails when it cannot be read
Result<std::vector<BrokenBy>> match_again(std::string_view sbom, const LookupFile& advisories,
                                          const Demands& demands);

}  // namespace boltseal
