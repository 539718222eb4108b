#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// The RustSec advisory database as it is kept (https://github.com/rustsec/advisory-db): Markdown
/// that begins with TOML, one file an advisory.
extern const Feed rustsec_feed;

}  // namespace boltseal
