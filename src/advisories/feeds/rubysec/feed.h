#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// The Ruby Advisory Database (https://github.com/rubysec/ruby-advisory-db): YAML that says which
/// versions are mended. Gems, and implementations of Ruby itself as ecosystem "Ruby".
extern const Feed rubysec_feed;

}  // namespace boltseal
