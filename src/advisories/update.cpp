#include "advisories/update.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "advisories/feed.h"
#include "advisories/feed_files.h"
#include "advisories/rpm_repository.h"
#include "advisories/source_copies.h"
#include "base/parallel.h"
#include "base/text.h"
#include "net/file_download.h"

namespace boltseal {
namespace {

constexpr std::uint64_t most_file = 2ull << 30;
// Most of the time of small files is waiting; large ones share the line anyway.
constexpr unsigned threads = 4;
// Numbered files begin a little after the number of the table at most.
constexpr int most_missing = 8;

// "2015-10-21" of "Wed, 21 Oct 2015 07:28:00 GMT" (RFC 9110, 5.6.7); empty of anything else.
std::string day_of(std::string_view http_date) {
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const std::vector<std::string_view> parts = split(http_date, ' ');
  if (parts.size() != 6 || parts[1].size() != 2 || parts[2].size() != 3) return {};
  const std::size_t month = months.find(parts[2]);
  if (month == months.npos || month % 3 != 0) return {};
  const std::string number = std::to_string(month / 3 + 1);
  const std::string day = std::string(parts[3]) + (number.size() < 2 ? "-0" : "-") + number + "-" +
                          std::string(parts[1]);
  return parse_date(day) ? day : std::string();
}

/// Where the files of a source are asked for.
struct Place {
  std::string folder;          // a URL with a slash at its end
  std::string only_file = {};  // or the URL of its only file
  bool is_publisher = false;

  std::string url_of(const std::string& file) const {
    return only_file.empty() ? folder + file : only_file;
  }
};

Place place_of(const PublicSource& source, const UpdateOptions& options) {
  const std::string name(source.name);
  if (const auto own = options.urls.find(name); own != options.urls.end()) {
    return own->second.ends_with('/') ? Place{own->second, {}} : Place{{}, own->second};
  }
  if (options.mirror.empty()) {
    return {std::string(source.server) + std::string(source.folder), {}, true};
  }
  return {options.mirror + (options.mirror.ends_with('/') ? "" : "/") + name + "/", {}};
}

// A URL for people: a password may stand in it, also in one that is none.
std::string shown(const std::string& text) {
  if (const auto url = net::parse_url(text)) return net::shown(*url);
  const std::size_t at = text.rfind('@');
  return sanitize(at == std::string::npos ? text : "…" + text.substr(at));
}

// What is not authentic must not say what is vulnerable.
Result<net::Url> url_to_ask(const std::string& text) {
  Result<net::Url> url = net::parse_url(text);
  if (!url) return fail(url.error().message, shown(text));
  if (url->scheme != "https" && !net::is_loopback(url->host)) {
    return fail("is not asked without TLS", net::shown(*url), {}, "write https://");
  }
  return url;
}

Result<void> check_places(const UpdateOptions& options) {
  for (const PublicSource* source : options.sources) {
    const auto groups = file_groups(*source);
    const Place place = place_of(*source, options);
    if (!place.only_file.empty() && (groups.size() > 1 || groups[0].files.size() > 1)) {
      return fail("is one file, and " + std::string(source->name) + " has several",
                  shown(place.only_file), {}, "name their folder, with a slash at the end");
    }
    if (const auto url = url_to_ask(place.url_of(groups[0].files[0])); !url) {
      return std::unexpected(url.error());
    }
  }
  return {};
}

// Whether a file that came can be read to its end and a feed knows what is in it: a page that asks
// to log in must not take the place of advisories.
Result<void> examine(const std::string& path) {
  bool is_known = false;
  std::optional<Error> damage;
  const auto read = for_each_file(
      path,
      [&](const FoundFile& file) {
        is_known = is_known || feed_of({file.path, file.bytes}) != nullptr;
      },
      [&](Error error) { damage = std::move(error); });
  if (!read) return std::unexpected(read.error());
  if (damage) return std::unexpected(*damage);
  if (!is_known) return fail("holds no advisories in a known form");
  return {};
}

/// Servers that do not answer, so that thirty files of one are not waited for thirty times.
class DeadHosts {
 public:
  std::optional<net::Failure> why(const net::Url& url) const {
    const std::lock_guard lock(mutex_);
    const auto found = hosts_.find(net::authority_of(url));
    return found == hosts_.end() ? std::nullopt : std::optional(found->second);
  }
  void add(const net::Url& url, const net::Failure& failure) {
    const std::lock_guard lock(mutex_);
    hosts_.emplace(net::authority_of(url), failure);
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, net::Failure> hosts_;
};

/// Brings one source up to date.
class Updater {
 public:
  Updater(const PublicSource& source, const UpdateOptions& options, const net::HttpClient& http,
          DeadHosts& dead, const std::function<void(std::uint64_t)>& progress)
      : options_(options),
        http_(http),
        dead_(dead),
        progress_(progress),
        place_(place_of(source, options)),
        copies_(options.folder + "/" + std::string(source.name)) {
    update_.source = &source;
  }

  SourceUpdate run() {
    int missing = 0;
    bool was_there = false;
    std::string first;  // of the numbered files
    for (const FileGroup& group : file_groups(*update_.source)) {
      const bool is_over = group.is_numbered && (was_there ? missing > 0 : missing >= most_missing);
      if (is_over || is_stopped_) break;
      bool is_there = false;
      for (const std::string& file : group.files) is_there |= bring(file, group.is_numbered);
      if (!group.is_numbered) continue;
      if (first.empty()) first = group.files[0];
      was_there |= is_there;
      missing = is_there ? 0 : missing + 1;
    }
    if (!first.empty() && !was_there && !is_stopped_) {
      complain(shown(place_.url_of(first)), "is not there, and none of those after it");
    }
    for (const auto& [file, copy] : copies_.files()) {
      update_.files.push_back({copies_.path_of(file), copy.day, false});
      update_.versions += file + "\t" + std::to_string(copy.size) + "\t" + copy.version.etag +
                          "\t" + copy.version.last_modified + "\t" + copy.day + "\n";
    }
    return std::move(update_);
  }

 private:
  void complain(const std::string& url, std::string message, std::string remedy = {}) {
    update_.troubles.push_back({std::move(message), url, {}, std::move(remedy)});
    is_stopped_ = true;
  }

  void blame(const net::Url& url, const net::Failure& failure) {
    if (failure.trouble == net::Trouble::unreachable || failure.trouble == net::Trouble::too_slow) {
      dead_.add(url, failure);
    }
    complain(net::shown(url), failure.message, failure.remedy);
  }

  // The URL of the list of mirrors that has to be asked for a file; empty where the file itself is.
  std::string mirror_list_of(const std::string& file) const {
    const PublicSource& source = *update_.source;
    if (source.mirror_lists.empty() || !place_.is_publisher) return {};
    const auto files = split(source.files, ' '), lists = split(source.mirror_lists, ' ');
    const auto at = static_cast<std::size_t>(std::ranges::find(files, file) - files.begin());
    return at < lists.size() ? std::string(source.server) + std::string(lists[at]) : std::string();
  }

  // False when the server has no such file.
  bool bring(const std::string& file, bool may_be_missing) {
    if (is_stopped_) return true;
    const std::string text = place_.url_of(file);
    auto url = url_to_ask(text);
    if (!url) return complain(shown(text), url.error().message), true;
    if (const auto why = dead_.why(*url)) {
      return complain(net::shown(*url), why->message, why->remedy), true;
    }
    if (const std::string list = mirror_list_of(file); !list.empty()) {
      url = url_to_ask(list);
      if (!url) return complain(shown(list), url.error().message), true;
      const auto found = find_updateinfo(http_, *url);
      if (!found) return blame(*url, found.error()), true;
      url = *found;
    }
    const std::string from = net::shown(*url);
    if (const auto prepared = copies_.prepare(file); !prepared) {
      return complain(prepared.error().path, prepared.error().message), true;
    }
    const SourceCopy* const known = copies_.find(file);
    // Without the user and password that may stand in it.
    const bool is_same = known != nullptr && known->url == from;
    const net::WantedFile wanted{.url = *url,
                                 .path = copies_.new_path_of(file),
                                 .known = is_same ? known->version : net::FileVersion(),
                                 .most = most_file};
    const std::atomic<bool> never = false;
    const auto received = net::download_file(http_, wanted, progress_, never);
    if (!received) return blame(*url, received.error()), true;
    switch (received->state) {
      case net::ReceivedFile::State::missing:
        if (!may_be_missing) complain(from, "is not there");
        return false;
      case net::ReceivedFile::State::unchanged: ++update_.unchanged; return true;
      case net::ReceivedFile::State::fetched: break;
    }
    keep(file, from, *received);
    return true;
  }

  void keep(const std::string& file, const std::string& from, const net::ReceivedFile& received) {
    const std::string arrived = copies_.new_path_of(file);
    Result<void> kept;
    if (std::rename((arrived + ".partial").c_str(), arrived.c_str()) != 0) {
      kept = fail("cannot be given its name", arrived);
    }
    if (kept) kept = examine(arrived);
    if (!kept) {
      std::remove(arrived.c_str());
      return complain(from, "what it sends cannot be used: it " + kept.error().message);
    }
    std::string day = day_of(received.version.last_modified);
    if (day.empty()) day = day_of(received.date);
    if (day.empty()) day = to_text(options_.today);
    kept = copies_.keep(file, {from, received.version, day, received.size});
    if (!kept) return complain(kept.error().path, kept.error().message);
    ++update_.fetched;
    update_.bytes += received.size;
  }

  const UpdateOptions& options_;
  const net::HttpClient& http_;
  DeadHosts& dead_;
  const std::function<void(std::uint64_t)>& progress_;
  const Place place_;
  SourceCopies copies_;
  SourceUpdate update_;
  bool is_stopped_ = false;
};

}  // namespace

Result<std::vector<SourceUpdate>> update_sources(const UpdateOptions& options,
                                                 const net::HttpSettings& settings) {
  if (const auto good = check_places(options); !good) return std::unexpected(good.error());
  const net::HttpClient http(settings);
  DeadHosts dead;
  std::mutex mutex;
  std::size_t done = 0;  // guarded by mutex
  const std::function<void(std::uint64_t)> progress = [&](std::uint64_t bytes) {
    const std::lock_guard lock(mutex);
    if (options.progress) options.progress(bytes, done);
  };
  std::vector<SourceUpdate> updates(options.sources.size());
  for_each_in_parallel(0, updates.size(), threads, [&](std::size_t i) {
    updates[i] = Updater(*options.sources[i], options, http, dead, progress).run();
    const std::lock_guard lock(mutex);
    ++done;
    if (options.progress) options.progress(0, done);
  });
  return updates;
}

}  // namespace boltseal
