#pragma once

#include "advisories/feed.h"

namespace boltseal::debian {

/// data/DSA/list, data/DLA/list (advisories with the versions that mend them in each release) and
/// data/CVE/list.
///
/// In the last, a line without a release ("- openssl 3.0.9-1 (bug #1)") is about unstable, and the
/// releases are derived from it, their own lines and the other two lists. A file is read alone, so
/// it is kept as a statement about sid only; the export has the releases derived.
Result<void> read_list(const FeedFile& file, AdvisorySink& sink);

}  // namespace boltseal::debian
