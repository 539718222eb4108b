#include <algorithm>
#include <array>

#include "advisories/feed.h"
#include "advisories/feeds/almalinux/feed.h"
#include "advisories/feeds/alpine/feed.h"
#include "advisories/feeds/csaf/feed.h"
#include "advisories/feeds/debian/feed.h"
#include "advisories/feeds/endoflife/feed.h"
#include "advisories/feeds/epss/feed.h"
#include "advisories/feeds/friendsofphp/feed.h"
#include "advisories/feeds/kev/feed.h"
#include "advisories/feeds/nodejs/feed.h"
#include "advisories/feeds/nvd/feed.h"
#include "advisories/feeds/osv/feed.h"
#include "advisories/feeds/oval/feed.h"
#include "advisories/feeds/rocky/feed.h"
#include "advisories/feeds/rubysec/feed.h"
#include "advisories/feeds/rustsec/feed.h"
#include "advisories/feeds/ubuntu/feed.h"
#include "advisories/feeds/updateinfo/feed.h"

namespace boltseal {

std::span<const Feed* const> all_feeds() {
  // OSV asks for little more than a few keys, so it comes last.
  static constexpr std::array all = {
      &ubuntu_feed,    &debian_feed,     &alpine_feed,    &csaf_feed,         &kev_feed,
      &epss_feed,      &nvd_feed,        &rubysec_feed,   &friendsofphp_feed, &nodejs_feed,
      &oval_feed,      &updateinfo_feed, &almalinux_feed, &rocky_feed,        &rustsec_feed,
      &endoflife_feed, &osv_feed,
  };
  return all;
}

const Feed* feed_of(const FeedFile& file) {
  const auto all = all_feeds();
  const auto found = std::ranges::find_if(all, [&](const Feed* f) { return f->recognises(file); });
  return found == all.end() ? nullptr : *found;
}

}  // namespace boltseal
