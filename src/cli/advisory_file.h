#pragma once

#include <string>
#include <string_view>

namespace boltseal {

/// Where this user's advisory file is kept: $BOLTSEAL_DB, else boltseal/advisories.db in the cache
/// folder ($XDG_CACHE_HOME, else ~/.cache). Empty when there is no home either.
std::string default_advisory_file();

/// The file that was asked for, else the default one when it is there; empty when there is none.
std::string advisory_file(std::string_view asked);

}  // namespace boltseal
