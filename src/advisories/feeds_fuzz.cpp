// What publishers send: the first byte picks the feed, the rest is the file.

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

// Paths by which feeds tell their forms apart.
constexpr std::string_view paths[] = {
    "a/main.json",       "a/main.yaml",          "data/DSA/list",    "data/CVE/list",
    "active/CVE-2020-1", "vuln/npm/1.json",      "vuln/core/1.json", "gems/a/CVE-1-1.yml",
    "a/kev.csv",         "endoflife/debian.json"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto feeds = boltseal::all_feeds();
  const boltseal::Feed& feed = *feeds[data[0] % feeds.size()];
  const std::string_view path = paths[data[0] / feeds.size() % std::size(paths)];
  Judge judge;
  (void)boltseal::feed_of({path, bytes});
  if (const auto read = feed.read({path, bytes}, judge); !read) {
    expect(!read.error().message.empty());
  }
  return 0;
}
