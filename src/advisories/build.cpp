#include "advisories/build.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "advisories/feed.h"
#include "advisories/feed_files.h"
#include "advisories/lookup_writer.h"
#include "base/digest.h"
#include "base/parallel.h"

namespace boltseal {
namespace {

constexpr std::size_t most_named = 1000;
// Files are read one by one and parsed together, so that both cores have work and not more than
// this is held.
constexpr std::size_t batch_bytes = 48 << 20;

/// What one file gave.
class Kept final : public AdvisorySink {
 public:
  void add(Advisory advisory) override { advisories.push_back(std::move(advisory)); }
  void add(VulnerabilityNote note) override { notes.push_back(std::move(note)); }
  void add(SeriesSupport one) override { series.push_back(std::move(one)); }
  void trouble(Error error) override { troubles.push_back(std::move(error)); }

  std::vector<Advisory> advisories;
  std::vector<VulnerabilityNote> notes;
  std::vector<SeriesSupport> series;
  std::vector<Error> troubles;
};

/// What is known of a source while its files are read.
struct Progress {
  AdvisorySource source;
  std::string published;  // the newest day on which a file of it was
  Digester digest;
};

/// A file that waits for the others of its batch.
struct Waiting {
  FoundFile file;
  std::string_view date;  // of the input that it is from
};

class Gatherer {
 public:
  explicit Gatherer(unsigned threads) : threads_(threads) {}

  /// `date` is borrowed until the end.
  void take(FoundFile file, std::string_view date) {
    held_ += file.bytes.size();
    batch_.push_back({std::move(file), date});
    if (held_ >= batch_bytes) flush();
  }

  void complain(std::string_view source, Error error) {
    Complaints& known = complaints_[std::string(source)];
    ++known.count;
    if (known.first.size() < most_named) known.first.push_back(std::move(error));
  }

  BuiltLookup finish() {
    flush();
    for (auto& [feed, progress] : progress_) {
      progress.source.digest = progress.digest.finish();
      if (progress.source.date.empty()) progress.source.date = progress.published;
      built_.sources.push_back(progress.source);
    }
    for (auto& [source, complaints] : complaints_) {
      complaints.source = source;
      built_.complaints.push_back(std::move(complaints));
    }
    built_.bytes = writer_.finish(built_.sources);
    return std::move(built_);
  }

 private:
  void flush() {
    std::vector<Kept> kept(batch_.size());
    std::vector<const Feed*> feeds(batch_.size());
    for_each_in_parallel(0, batch_.size(), threads_, [&](std::size_t i) {
      const FeedFile file{batch_[i].file.path, batch_[i].file.bytes};
      feeds[i] = feed_of(file);
      if (feeds[i] == nullptr) return;
      if (const auto read = feeds[i]->read(file, kept[i]); !read) {
        Error error = read.error();
        if (error.path.empty()) error.path = batch_[i].file.path;
        kept[i].trouble(std::move(error));
      }
    });
    for (std::size_t i = 0; i < batch_.size(); ++i) add(batch_[i], feeds[i], kept[i]);
    batch_.clear();
    held_ = 0;
  }

  void add(const Waiting& waiting, const Feed* feed, Kept& kept) {
    const FoundFile& file = waiting.file;
    if (feed == nullptr) {
      ++built_.ignored_count;
      if (built_.ignored.size() < most_named) built_.ignored.push_back(file.path);
      return;
    }
    ++built_.files;
    Progress& progress = progress_[std::string(feed->name)];
    progress.source.name = feed->name;
    if (waiting.date > progress.published) progress.published = waiting.date;
    progress.digest.add(std::to_string(file.bytes.size()) + "\n");
    progress.digest.add(file.bytes);
    for (Error& error : kept.troubles) complain(feed->name, std::move(error));
    const auto see = [&](std::string_view time) {
      const std::string_view day = time.substr(0, 10);
      if (day > progress.source.date) progress.source.date = day;
    };
    for (Advisory& advisory : kept.advisories) {
      see(advisory.modified);
      see(advisory.published);
      ++progress.source.records;
      progress.source.affected += advisory.affected.size();
      writer_.add(std::move(advisory));
    }
    for (VulnerabilityNote& note : kept.notes) {
      see(note.exploited_since);
      ++progress.source.records;
      writer_.add(std::move(note));
    }
    for (SeriesSupport& series : kept.series) {
      if (series.said_on.empty()) series.said_on = waiting.date;
      see(series.said_on);
      ++progress.source.records;
      writer_.add(std::move(series));
    }
  }

  unsigned threads_;
  BuiltLookup built_;
  LookupWriter writer_;
  std::map<std::string, Progress> progress_;      // by feed
  std::map<std::string, Complaints> complaints_;  // by feed
  std::vector<Waiting> batch_;
  std::size_t held_ = 0;
};

}  // namespace

Result<BuiltLookup> build_lookup(const std::vector<LookupInput>& from, unsigned threads) {
  Gatherer gatherer(threads);
  for (const LookupInput& input : from) {
    const auto read = for_each_file(
        input.path, [&](FoundFile file) { gatherer.take(std::move(file), input.date); },
        [&](Error error) { gatherer.complain({}, std::move(error)); });
    if (read) continue;
    if (input.is_needed) return std::unexpected(read.error());
    gatherer.complain({}, read.error());
  }
  return gatherer.finish();
}

}  // namespace boltseal
