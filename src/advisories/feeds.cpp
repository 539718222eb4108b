#include <algorithm>

#include "advisories/feed.h"

namespace boltseal {

std::span<const Feed* const> all_feeds() { return {}; }

const Feed* feed_of(const FeedFile& file) {
  const auto all = all_feeds();
  const auto found = std::ranges::find_if(all, [&](const Feed* f) { return f->recognises(file); });
  return found == all.end() ? nullptr : *found;
}

}  // namespace boltseal
