#pragma once

#include "advisories/feed.h"

namespace boltseal::debian {

/// The tracker's JSON: package → vulnerability → releases. One advisory for each vulnerability of a
/// package, so that the file (70 MB) need not be kept.
Result<void> read_export(const FeedFile& file, AdvisorySink& sink);

}  // namespace boltseal::debian
