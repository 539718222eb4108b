#include "net/blob_download.h"

#include "base/text.h"
#include "net/content_range.h"
#include "net/retry.h"

namespace boltseal::net {
namespace {

Failure ours(const Error& error) {
  return {Trouble::ours, error.message + " (" + error.path + ")", error.remedy};
}

/// Puts what a registry sends into the file.
class Receiver final : public BodySink {
 public:
  Receiver(PartialBlob& partial, std::uint64_t declared,
           const std::function<void(std::uint64_t)>& progress, const std::atomic<bool>& stop)
      : partial_(partial), declared_(declared), progress_(progress), stop_(stop) {}

  Outcome<bool> begin(const Response& head) override {
    is_range_wrong_ = head.status == 416;
    if (head.status == 206) {
      const auto range = parse_content_range(head.header("Content-Range"));
      is_range_wrong_ = !range || range->first != partial_.size() || range->last >= declared_ ||
                        (range->total && *range->total != declared_);
      if (is_range_wrong_) {
        return trouble(Trouble::malformed, "sends another part than was asked for");
      }
      was_in_parts_ = true;
      return true;
    }
    if (head.status != 200) return false;
    const auto length = parse_int(head.header("Content-Length"));
    if (length && static_cast<std::uint64_t>(*length) != declared_) {
      return trouble(Trouble::malformed, "sends " + std::to_string(*length) + " bytes, not " +
                                             std::to_string(declared_) + " as declared");
    }
    if (partial_.size() != 0) {
      if (const Result<void> cleared = partial_.clear(); !cleared) {
        return std::unexpected(ours(cleared.error()));
      }
    }
    return true;
  }

  Outcome<void> take(std::string_view piece) override {
    if (stop_) return trouble(Trouble::ours, "is no longer wanted");
    if (piece.size() > declared_ - partial_.size()) {
      return trouble(Trouble::malformed,
                     "sends more than the " + std::to_string(declared_) + " bytes declared");
    }
    if (const Result<void> appended = partial_.append(piece); !appended) {
      return std::unexpected(ours(appended.error()));
    }
    progress_(partial_.size());
    return {};
  }

  /// Whether the last answer was to another range than was asked for.
  bool is_range_wrong() const { return is_range_wrong_; }
  /// Whether any answer was to a range.
  bool was_in_parts() const { return was_in_parts_; }

 private:
  PartialBlob& partial_;
  const std::uint64_t declared_;
  const std::function<void(std::uint64_t)>& progress_;
  const std::atomic<bool>& stop_;
  bool is_range_wrong_ = false, was_in_parts_ = false;
};

// Until the declared number of bytes is there, of an empty blob until the registry has it.
Outcome<void> receive(const RegistryClient& registry, const ImageName& image, const BlobName& blob,
                      PartialBlob& partial, Receiver& receiver, const std::atomic<bool>& stop) {
  Retry retry(registry.settings().patience, blob.size, stop);
  for (;;) {
    const std::uint64_t before = partial.size();
    if (before > 0 && before == blob.size) return {};
    Outcome<void> got = registry.blob(image, blob.digest, before, receiver);
    if (got && partial.size() == blob.size) return {};
    if (got)
      got = trouble(Trouble::unreachable, "ended the connection before its answer was whole");
    const bool is_range_wrong = receiver.is_range_wrong() && before > 0;
    if (is_range_wrong) {
      // It cannot give parts, whatever it says: all of it then.
      if (const Result<void> cleared = partial.clear(); !cleared) {
        return std::unexpected(ours(cleared.error()));
      }
    }
    if (!is_range_wrong && !may_be_asked_again(got.error().trouble)) return got;
    if (!retry.again(partial.size() > before ? partial.size() - before : 0)) return got;
  }
}

}  // namespace

Result<void> download_blob(const RegistryClient& registry, const ImageName& image,
                           const BlobName& blob, const BlobStore& store,
                           const std::function<void(std::uint64_t)>& progress,
                           const std::atomic<bool>& stop) {
  const std::string place = shown(ImageName{image.registry, image.repository, blob.digest});
  if (!is_digest(blob.digest)) return fail("has a digest of a kind unknown here", place);
  if (!store.has(blob.digest, blob.size)) {
    auto partial = PartialBlob::open(store, blob.digest, blob.size, registry.settings().patience);
    if (!partial) return std::unexpected(partial.error());
    for (bool is_last = false; *partial; is_last = true) {
      const bool was_begun = (*partial)->size() > 0;
      Receiver receiver(**partial, blob.size, progress, stop);
      if (const auto received = receive(registry, image, blob, **partial, receiver, stop);
          !received) {
        return fail(received.error().message, place, {}, received.error().remedy);
      }
      const Result<std::string> found = (*partial)->finish();
      if (!found) return std::unexpected(found.error());
      if (*found == blob.digest) break;
      // Parts that do not fit together: an earlier attempt's, or the registry's. Once in one piece.
      if (is_last || !(was_begun || receiver.was_in_parts())) {
        return fail("sends what has the digest " + *found, place, {},
                    "something between here and the registry changes what it sends");
      }
    }
  }
  progress(blob.size);
  return {};
}

}  // namespace boltseal::net
