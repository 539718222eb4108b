// What publishers send: the first line names a feed and the path of its file, the rest is the file.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "advisories/feed.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

// What every feed promises about what it gives.
class Judge final : public boltseal::AdvisorySink {
 public:
  void add(boltseal::Advisory advisory) override {
    expect(!advisory.id.empty() && !advisory.source.empty());
    expect(advisory.summary.find('\n') == advisory.summary.npos);
    for (const boltseal::Affected& affected : advisory.affected) {
      expect(!affected.ecosystem.empty() && !affected.package.empty());
      for (const boltseal::VersionRange& range : affected.ranges) expect(!range.events.empty());
    }
  }
  void add(boltseal::VulnerabilityNote note) override { expect(!note.id.empty()); }
  void add(boltseal::SeriesSupport series) override {
    expect(!series.product.empty() && !series.series.empty());
  }
  void trouble(boltseal::Error error) override {
    expect(!error.message.empty() && !error.path.empty());
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t line = input.find('\n'), blank = input.substr(0, line).find(' ');
  if (line == input.npos || blank == input.npos) return 0;
  const auto feeds = boltseal::all_feeds();
  const auto feed = std::ranges::find(feeds, input.substr(0, blank), &boltseal::Feed::name);
  if (feed == feeds.end()) return 0;
  const boltseal::FeedFile file{input.substr(blank + 1, line - blank - 1), input.substr(line + 1)};
  Judge judge;
  (void)boltseal::feed_of(file);
  if (const auto read = (*feed)->read(file, judge); !read) {
    expect(!read.error().message.empty());
  }
  return 0;
}
