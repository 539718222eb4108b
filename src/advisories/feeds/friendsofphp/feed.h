#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// FriendsOfPHP's security advisories (https://github.com/FriendsOfPHP/security-advisories): YAML
/// with the affected versions of each branch.
extern const Feed friendsofphp_feed;

}  // namespace boltseal
