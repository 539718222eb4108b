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

inline std::size_t hash_of(TextId text) { return text; }
inline std::size_t hash_of(const Claim& claim) {
  return (static_cast<std::size_t>(claim.source) << 32 | claim.vector) ^
         static_cast<std::size_t>(claim.rating) << 24;
}
inline std::size_t hash_of(const Interval& interval) {
  return (static_cast<std::size_t>(interval.introduced) << 32 | interval.last) ^
         static_cast<std::size_t>(interval.end) << 24;
}

using ListId = std::uint32_t;  // a number of Lists; 0: the empty one

/// Keeps each list once, and numbers them: a package has the same versions in the rows of all its
/// vulnerabilities, and what rows hold is most of the memory that a build takes.
template <class Item>
class Lists {
 public:
  Lists() { of({}); }
  ListId of(std::vector<Item> list) {
    list.shrink_to_fit();
    const auto [found, is_new] =
        numbers_.try_emplace(std::move(list), static_cast<ListId>(all_.size()));
    if (is_new) all_.push_back(&found->first);
    return found->second;
  }
  const std::vector<Item>& operator[](ListId number) const { return *all_[number]; }

 private:
  struct Hash {
    std::size_t operator()(const std::vector<Item>& list) const {
      std::size_t hash = list.size();
      for (const Item& item : list)
        hash = (hash ^ hash_of(item)) * 0x9E3779B97F4A7C15 + (hash >> 7);
      return hash;
    }
  };
  std::unordered_map<std::vector<Item>, ListId, Hash> numbers_;
  std::vector<const std::vector<Item>*> all_;  // of numbers_, whose keys stay where they are
};

struct Row {
  TextId ecosystem = 0, package = 0, vulnerability = 0, advisory = 0, source = 0;
  Status status = Status::affected;
  TextId note = 0, modularity = 0;
  ListId architectures = 0, versions = 0;
  ListId intervals = 0;
  ListId severities = 0;
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
  Lists<TextId> text_lists;  // of architectures and of versions
  Lists<Interval> interval_lists;
  Lists<Claim> claim_lists;
  std::deque<Row> rows;  // which grows without a copy of all that there are
  std::unordered_map<TextId, Vulnerability> vulnerabilities;
  std::map<std::pair<std::string, std::string>, SeriesSupport> series;  // by product and series
};

/// How many references of a vulnerability are kept.
inline constexpr std::size_t most_references = 3;

}  // namespace boltseal::lookup
