#include <memory>
#include <utility>

#include "archive/digest_stream.h"
#include "archive/unpack.h"
#include "base/digest.h"
#include "images/stored_image.h"

// The layers of an image that lies on this machine, compared with their digests as they are read.

namespace boltseal {
namespace {

// Passes on a stream that somebody else keeps.
class Borrowed final : public ByteStream {
 public:
  explicit Borrowed(ByteStream& stream) : stream_(stream) {}
  Result<std::string_view> next() override { return stream_.next(); }
  Result<std::uint64_t> skip(std::uint64_t count) override { return stream_.skip(count); }

 private:
  ByteStream& stream_;
};

Result<std::string> first_bytes(const BlobStore& store, const std::string& name) {
  const auto stream = store.open(name);
  if (!stream) return std::unexpected(stream.error());
  const auto piece = (*stream)->next();
  if (!piece) return std::unexpected(piece.error());
  return std::string(piece->substr(0, 16));
}

Layer unreadable(std::string why) {
  Layer layer;
  layer.errors.push_back(Error{std::move(why), {}, {}, {}});
  return layer;
}

}  // namespace

Result<std::unique_ptr<ByteStream>> open_layer(const StoredImage& image, std::size_t index) {
  const StoredLayer& layer = image.layers[index];
  if (!layer.trouble.empty()) return fail(layer.trouble);
  auto packed = image.store->open(layer.blob);
  if (!packed) return packed;
  return unpack_any(std::move(*packed));
}

Layer read_layer(const StoredImage& image, std::size_t index, const WantedFiles& wanted,
                 bool verify, const LayerCache& cache, const LayerLimits& limits) {
  const StoredLayer& stored = image.layers[index];
  if (!stored.trouble.empty()) return unreadable(stored.trouble);
  const auto begin = first_bytes(*image.store, stored.blob);
  if (!begin) return unreadable(begin.error().message);
  const Compression compression = compression_of(*begin);
  // The digest of a layer that is not compressed is also its diff id.
  const std::string& digest =
      stored.digest.empty() && compression == Compression::none ? stored.diff_id : stored.digest;
  const bool compares = is_digest(digest) && (compression != Compression::none || verify);
  const std::string key = compares ? digest : image.store->identity(stored.blob);
  // Whoever wants to know whether this archive holds what it says has it read.
  if (auto known = verify ? std::nullopt : cache.find(key)) {
    known->is_verified = compares;
    return std::move(*known);
  }

  auto packed = image.store->open(stored.blob);
  if (!packed) return unreadable(packed.error().message);
  Layer layer;
  if (compares) {
    DigestStream digested(std::move(*packed), digest);
    layer = read_layer(unpack(std::make_unique<Borrowed>(digested), compression), wanted, limits);
    const auto found = digested.finish();
    if (!found) {
      layer.errors.push_back(found.error());
    } else if (*found != digest) {
      return unreadable("has not the digest by which it is named: it has been changed");
    } else {
      layer.is_verified = true;
    }
  } else {
    layer = read_layer(unpack(std::move(*packed), compression), wanted, limits);
  }
  cache.keep(key, layer);
  return layer;
}

}  // namespace boltseal
