#pragma once

#include "advisories/feed.h"

namespace boltseal {

/// The vulnerability database of Node's security working group
/// (https://github.com/nodejs/security-wg, vuln/): npm packages, and Node itself as package "node"
/// of ecosystem "Node.js".
extern const Feed nodejs_feed;

}  // namespace boltseal
