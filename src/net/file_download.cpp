#include "net/file_download.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/base64.h"
#include "base/text.h"
#include "net/content_range.h"
#include "net/retry.h"

namespace boltseal::net {
namespace {

constexpr std::size_t most_tag = 1000;

/// The file on its way; what has come of it, and which version that is.
class PartialFile {
 public:
  explicit PartialFile(std::string path)
      : path_(std::move(path)),
        file_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644)) {
    struct stat status = {};
    if (file_ >= 0 && ::fstat(file_, &status) == 0)
      size_ = static_cast<std::uint64_t>(status.st_size);
    std::ifstream tag(path_ + ".tag", std::ios::binary);
    tag_.assign(std::istreambuf_iterator<char>(tag), std::istreambuf_iterator<char>());
    if (tag_.size() > most_tag) tag_.clear();
  }
  ~PartialFile() {
    if (file_ < 0) return;
    ::close(file_);
    if (size_ == 0) ::unlink(path_.c_str());  // nothing came
  }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  bool is_open() const { return file_ >= 0; }
  std::uint64_t size() const { return size_; }
  /// The entity tag of what is there; empty when nothing can be put behind it.
  const std::string& tag() const { return tag_; }

  Outcome<void> begin(const std::string& tag) {
    size_ = 0;
    // The old tag must not be found beside new bytes, whenever this ends.
    ::unlink((path_ + ".tag").c_str());
    if (::ftruncate(file_, 0) != 0) return broken();
    tag_ = is_strong(tag) ? tag : std::string();
    if (!tag_.empty() && !(std::ofstream(path_ + ".tag", std::ios::binary) << tag_))
      return broken();
    return {};
  }

  Outcome<void> append(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return broken();
      size_ += static_cast<std::uint64_t>(count);
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
  }

  Outcome<void> finish() {
    if (::fdatasync(file_) != 0) return broken();
    ::unlink((path_ + ".tag").c_str());
    return {};
  }

  std::unexpected<Failure> broken() const {
    return trouble(Trouble::ours,
                   "cannot be kept: " + path_ + " cannot be written: " + std::strerror(errno));
  }

 private:
  // RFC 9110, 8.8.1: parts of two versions that are only alike do not fit together.
  static bool is_strong(const std::string& tag) {
    return tag.starts_with('"') && tag.size() <= most_tag;
  }

  const std::string path_;
  const int file_;
  std::uint64_t size_ = 0;
  std::string tag_;
};

/// Puts what a server sends into the file.
class Receiver final : public BodySink {
 public:
  Receiver(PartialFile& partial, std::uint64_t most,
           const std::function<void(std::uint64_t)>& progress, const std::atomic<bool>& stop)
      : partial_(partial), most_(most), progress_(progress), stop_(stop) {}

  Outcome<bool> begin(const Response& head) override {
    if (head.status != 200 && head.status != 206) return false;
    const std::string_view encoding = head.header("Content-Encoding");
    if (!encoding.empty() && !equals_ignoring_case(encoding, "identity") &&
        !equals_ignoring_case(encoding, "gzip")) {
      return trouble(Trouble::malformed,
                     "sends it compressed in a way that was not asked for: " + sanitize(encoding));
    }
    const std::string etag(head.header("ETag"));
    if (head.status == 206) {
      const auto range = parse_content_range(head.header("Content-Range"));
      if (!range || range->first != partial_.size() || etag != partial_.tag()) {
        return trouble(Trouble::malformed, "sends another part than was asked for");
      }
      if (range->total && *range->total > most_) return too_much();
      return true;
    }
    const auto length = parse_int(head.header("Content-Length"));
    if (length && static_cast<std::uint64_t>(*length) > most_) return too_much();
    if (auto begun = partial_.begin(etag); !begun) return std::unexpected(begun.error());
    return true;
  }

  Outcome<void> take(std::string_view piece) override {
    if (stop_) return trouble(Trouble::ours, "is no longer wanted");
    if (partial_.size() + piece.size() > most_) return too_much();
    progress_(piece.size());
    return partial_.append(piece);
  }

 private:
  std::unexpected<Failure> too_much() const {
    return trouble(Trouble::malformed, "sends more than " + std::to_string(most_ >> 20) +
                                           " MiB, the most that is taken");
  }

  PartialFile& partial_;
  const std::uint64_t most_;
  const std::function<void(std::uint64_t)>& progress_;
  const std::atomic<bool>& stop_;
};

Request request_for(const WantedFile& wanted, const PartialFile& partial) {
  Request request{.url = wanted.url, .headers = {{"Accept-Encoding", "gzip"}}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) request.headers.emplace_back(name, value);
  };
  if (!wanted.url.user.empty()) {
    add("Authorization", "Basic " + encode_base64(wanted.url.user + ":" + wanted.url.password));
  }
  add("If-None-Match", wanted.known.etag);
  if (wanted.known.etag.empty()) add("If-Modified-Since", wanted.known.last_modified);
  if (partial.size() > 0 && !partial.tag().empty()) {
    add("Range", "bytes=" + std::to_string(partial.size()) + "-");
    add("If-Range", partial.tag());
  }
  return request;
}

Outcome<ReceivedFile> judge(const Response& answer, const WantedFile& wanted) {
  ReceivedFile received{.date = std::string(answer.header("Date"))};
  const bool was_conditional = wanted.known != FileVersion();
  const std::string status = "answers " + std::to_string(answer.status);
  switch (answer.status) {
    case 200:
    case 206:
      received.version = {std::string(answer.header("ETag")),
                          std::string(answer.header("Last-Modified"))};
      return received;
    case 304:
      if (!was_conditional) break;
      received.state = ReceivedFile::State::unchanged;
      return received;
    case 404:
    case 410: received.state = ReceivedFile::State::missing; return received;
    case 401:
    case 403:
      return trouble(Trouble::refused, status + ", it wants to know who asks or does not let us",
                     "a mirror's user and password can stand in its URL");
    case 429: return trouble(Trouble::busy, status + ": it was asked too often", "try again later");
    default: break;
  }
  if (answer.status / 100 == 5) return trouble(Trouble::busy, status, "try again later");
  return trouble(Trouble::refused, status + " and sends no file");
}

}  // namespace

Outcome<ReceivedFile> download_file(const HttpClient& http, const WantedFile& wanted,
                                    const std::function<void(std::uint64_t)>& progress,
                                    const std::atomic<bool>& stop) {
  PartialFile partial(wanted.path + ".partial");
  if (!partial.is_open()) return partial.broken();
  Receiver receiver(partial, wanted.most, progress, stop);
  Retry retry(http.settings().patience, wanted.most, stop);
  for (;;) {
    const std::uint64_t before = partial.size();
    const Request request = request_for(wanted, partial);
    const auto answer = http.fetch(request, &receiver);
    Outcome<ReceivedFile> received =
        answer ? judge(*answer, wanted) : std::unexpected(answer.error());
    if (received && received->state == ReceivedFile::State::fetched) {
      if (auto done = partial.finish(); !done) return std::unexpected(done.error());
      received->size = partial.size();
    }
    if (received) return received;
    // It can give no parts, whatever it says: all of it then.
    const bool was_for_a_part = before > 0 && !partial.tag().empty();
    const bool is_part_refused =
        was_for_a_part &&
        (received.error().trouble == Trouble::malformed || (answer && answer->status == 416));
    if (is_part_refused) {
      if (auto cleared = partial.begin({}); !cleared) return std::unexpected(cleared.error());
    } else if (!may_be_asked_again(received.error().trouble)) {
      return received;
    }
    if (!retry.again(partial.size() > before ? partial.size() - before : 0)) return received;
  }
}

}  // namespace boltseal::net
