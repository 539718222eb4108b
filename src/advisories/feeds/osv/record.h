#pragma once

#include "advisories/feed.h"
#include "base/json.h"

namespace boltseal::osv {

/// One record of the OSV schema (1.7; older ones are read alike). What is wrong in a part of it is
/// a trouble, and that part is left out.
void read_record(const json& record, const FeedFile& file, AdvisorySink& sink);

}  // namespace boltseal::osv
