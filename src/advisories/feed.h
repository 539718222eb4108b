#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/advisory.h"
#include "model/end_of_life.h"

namespace boltseal {

/// Where a feed puts what it reads.
class AdvisorySink {
 public:
  virtual ~AdvisorySink() = default;
  virtual void add(Advisory advisory) = 0;
  virtual void add(VulnerabilityNote note) = 0;
  virtual void add(SeriesSupport series) = 0;
  /// A record, or a part of one, that could not be read and is left out; the rest counts.
  virtual void trouble(Error error) = 0;
};

/// One file of a publisher, unpacked.
struct FeedFile {
  /// As the user named it, then inside archives: "alpine.tar.zst/v3.18/main.json".
  std::string_view path;
  std::string_view bytes;  ///< Borrowed.
};

/// The form in which one publisher gives its advisories.
struct Feed {
  std::string_view name;   ///< "debian", "alpine", "osv": what SeverityClaim and Advisory call it.
  std::string_view title;  ///< "Debian security tracker", for people.
  /// Whether a file has this form, by its name and its first bytes; must be cheap and strict: a
  /// file is read by the first feed that says yes.
  bool (*recognises)(const FeedFile& file);
  /// Fails when the file as a whole is unreadable.
  Result<void> (*read)(const FeedFile& file, AdvisorySink& sink);
};

/// The table (advisories/feeds.cpp), most particular form first.
std::span<const Feed* const> all_feeds();
/// Null when no feed knows the file.
const Feed* feed_of(const FeedFile& file);

}  // namespace boltseal
