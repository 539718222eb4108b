#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// The Open Source Vulnerability format (https://ossf.github.io/osv-schema/): a record, a list of
/// them or one a line in JSON, or a record in YAML. Go's, GitHub's, RustSec's exported, PyPA's,
/// AlmaLinux's, BellSoft's databases and many others have this form.
extern const Feed osv_feed;

}  // namespace boltseal
