#pragma once

#include <string>

#include "model/network_map.h"

namespace boltseal {

/// The network as one `<svg>` element that can stand in an HTML page: no script, nothing fetched,
/// all texts escaped, colors from `currentColor` and the page's `--line` and `--faint`. Above 300
/// containers a network shows how many it has. Empty for a map without containers.
std::string network_picture(const NetworkMap& map);

}  // namespace boltseal
