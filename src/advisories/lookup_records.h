#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "advisories/version_interval.h"
#include "model/advisory.h"
#include "model/end_of_life.h"

// What the writer of the lookup file keeps while it gathers, for its own two files: each text once,
// and everything else by the numbers of texts, since there are millions of rows.

namespace boltseal::lookup {

using TextId = std::uint32_t;  // a number of Texts
using Interval = VersionInterval<TextId>;

/// Keeps each text once, and numbers them.
class Texts {
 public:
  Texts() { of(""); }
  TextId of(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    const auto number = static_cast<TextId>(all_.size());
    numbers_.emplace(all_.emplace_back(text), number);
    return number;
  }
  const std::string& operator[](TextId number) const { return all_[number]; }

 private:
  std::deque<std::string> all_;
  std::unordered_map<std::string_view, TextId> numbers_;
};

struct Claim {
  TextId source = 0, vector = 0;
  Rating rating = Rating::unknown;
  friend auto operator<=>(const Claim&, const Claim&) = default;
};

struct Row {
  TextId ecosystem = 0, package = 0, vulnerability = 0, advisory = 0, source = 0;
  Status status = Status::affected;
  TextId note = 0, modularity = 0;
  std::vector<TextId> architectures, versions;
  std::vector<Interval> intervals;
  std::vector<Claim> severities;
};

struct Vulnerability {
  std::set<TextId> aliases;  // ids that are the same
  // With the source, so that which one counts does not depend on the order of reading.
  std::vector<std::pair<TextId, TextId>> summaries, published, modified;
  std::vector<Claim> severities;
  std::vector<std::pair<TextId, TextId>> references;
  TextId exploited_since = 0;
  float epss = -1;
};

/// All that was gathered.
struct Records {
  Texts texts;
  std::vector<Row> rows;
  std::unordered_map<TextId, Vulnerability> vulnerabilities;
  std::map<std::pair<std::string, std::string>, SeriesSupport> series;  // by product and series
};

/// How many references of a vulnerability are kept.
inline constexpr std::size_t most_references = 3;

}  // namespace boltseal::lookup
