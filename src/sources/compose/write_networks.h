#pragma once

#include <vector>

#include "model/change.h"
#include "sources/compose/places.h"

namespace boltseal::compose {

/// Puts a service into networks: into several where it names none yet, into one instead of another
/// (`found` is that one's name), or into one more. With the field "declared": declares networks at
/// the top level.
Result<std::vector<Edit>> write_networks(const Document& document, const Change& change,
                                         const Found& found, const yaml::Node& root);

/// Adds options to a named volume that the local driver mounts: to `o` beside `device`, which
/// `found` is.
Result<std::vector<Edit>> add_options(const Document& document, const Change& change,
                                      const Found& found);

}  // namespace boltseal::compose
