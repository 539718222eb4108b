// Two versions between a line feed, for every scheme; the text as a package URL, as a CVSS vector
// and as a range of npm.

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "model/cvss.h"
#include "model/purl.h"
#include "packages/versions/npm_range.h"
#include "packages/versions/ordering.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

void order(std::string_view a, std::string_view b) {
  for (const boltseal::Ordering* const ordering : boltseal::all_orderings()) {
    const auto there = ordering->compare(a, b), back = ordering->compare(b, a);
    expect(there.has_value() == back.has_value());
    if (there) expect(*there == 0 <=> *back);
    // Both are versions, or one of them alone is none.
    const auto self_a = ordering->compare(a, a), self_b = ordering->compare(b, b);
    if (self_a) expect(*self_a == 0);
    expect(there.has_value() == (self_a && self_b));
  }
}

void rewrite_purl(std::string_view text) {
  const auto purl = boltseal::parse_purl(text);
  if (!purl) return;
  const auto written = boltseal::purl_text(*purl);
  if (!written) return;  // without the namespace of its type
  const auto again = boltseal::parse_strict_purl(*written);
  expect(again.has_value() && boltseal::purl_text(*again) == *written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\n'), size);
  const std::string_view first = text.substr(0, end);
  const std::string_view second = text.substr(std::min(end + 1, size));
  order(first, second);
  rewrite_purl(text);
  (void)boltseal::matches_npm_range(first, second);
  if (const auto scores = boltseal::cvss_scores(text)) {
    expect(scores->base >= 0 && scores->base <= 10);
    for (const auto& score : {scores->temporal, scores->environmental}) {
      if (score) expect(*score >= 0 && *score <= 10);
    }
  }
  return 0;
}
