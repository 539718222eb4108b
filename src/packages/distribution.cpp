#include "packages/distribution.h"

namespace boltseal {
std::span<const std::string_view> distribution_files() { return {}; }
std::optional<Distribution> read_distribution(const RootFiles&) { return std::nullopt; }
AdvisoryScope advisory_scope(const Distribution&) { return {}; }
bool is_third_party(const Package&, const Distribution&) { return false; }
std::string_view end_of_life_of(const Distribution&) { return {}; }
}  // namespace boltseal
