#include "archive/unpack.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "archive/decoder.h"

namespace boltseal {
namespace {

constexpr std::size_t out_size = 256 << 10;  // fits a core's second cache

class Unpacked final : public ByteStream {
 public:
  Unpacked(std::unique_ptr<ByteStream> packed, std::unique_ptr<Decoder> decoder,
           UnpackLimits limits)
      : packed_(std::move(packed)), decoder_(std::move(decoder)), limits_(limits) {
    out_.resize(out_size);
  }

  Result<std::string_view> next() override {
    if (!rest_.empty()) return std::exchange(rest_, {});
    while (true) {
      if (in_.empty() && !ended_) {
        const auto piece = packed_->next();
        if (!piece) return std::unexpected(piece.error());
        in_ = *piece;
        read_ += piece->size();
        ended_ = piece->empty();
      }
      const auto filled = decoder_->decode(in_, out_);
      if (!filled) return std::unexpected(filled.error());
      written_ += *filled;
      if (written_ > limits_.size) {
        return fail("unpacks to more than " + std::to_string(limits_.size >> 20) + " MiB");
      }
      if (written_ > limits_.free && written_ / limits_.ratio > read_) {
        return fail("unpacks to more than " + std::to_string(limits_.ratio) +
                    " times its size, as a compression bomb does");
      }
      if (*filled > 0) return std::string_view(out_.data(), *filled);
      if (ended_) {
        if (decoder_->is_at_end()) return std::string_view();
        return fail("ends in the middle of its compressed data");
      }
    }
  }

  Result<std::uint64_t> skip(std::uint64_t count) override {
    return read_over(*this, count, rest_);
  }

 private:
  std::unique_ptr<ByteStream> packed_;
  std::unique_ptr<Decoder> decoder_;
  UnpackLimits limits_;
  std::string_view in_;    // of packed_
  std::string_view rest_;  // of out_, when skip() ended within it
  std::vector<char> out_;
  std::uint64_t read_ = 0, written_ = 0;
  bool ended_ = false;
};

// A stream of which the first bytes were looked at.
class Peeked final : public ByteStream {
 public:
  explicit Peeked(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}

  Result<std::string_view> head(std::size_t size) {
    while (head_.size() < size) {
      const auto piece = stream_->next();
      if (!piece) return std::unexpected(piece.error());
      if (piece->empty()) break;
      if (head_.empty() && piece->size() >= size) {
        first_ = *piece;
        return first_;
      }
      head_ += *piece;
    }
    first_ = head_;
    return first_;
  }
  Result<std::string_view> next() override {
    return first_.empty() ? stream_->next() : std::exchange(first_, {});
  }
  Result<std::uint64_t> skip(std::uint64_t count) override {
    const std::size_t taken = std::min<std::uint64_t>(first_.size(), count);
    first_.remove_prefix(taken);
    if (taken == count) return count;
    const auto rest = stream_->skip(count - taken);
    if (!rest) return std::unexpected(rest.error());
    return taken + *rest;
  }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::string head_;
  std::string_view first_;  // of head_ or of stream_
};

std::unique_ptr<Decoder> decoder_of(Compression compression) {
  switch (compression) {
    case Compression::gzip: return gzip_decoder();
    case Compression::zstd: return zstd_decoder();
    case Compression::xz: return xz_decoder();
    case Compression::bzip2: return bzip2_decoder();
    case Compression::none: break;
  }
  return nullptr;
}

}  // namespace

Compression compression_of(std::string_view begin) {
  if (begin.starts_with("\x1f\x8b")) return Compression::gzip;
  if (begin.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  // A frame to be skipped (RFC 8878, 3.1.2), with which pzstd begins.
  if (begin.size() >= 4 && (begin[0] & 0xf0) == 0x50 && begin.substr(1, 3) == "\x2a\x4d\x18") {
    return Compression::zstd;
  }
  if (begin.starts_with(std::string_view("\xfd"
                                         "7zXZ\0",
                                         6)))
    return Compression::xz;
  // "BZh", the size of its blocks, and the mark of the first block or of the end.
  if (begin.starts_with("BZh") && begin.size() >= 6 && begin[3] >= '1' && begin[3] <= '9' &&
      (begin.substr(4, 2) == "1A" || begin.substr(4, 2) == "\x17\x72")) {
    return Compression::bzip2;
  }
  return Compression::none;
}

std::unique_ptr<ByteStream> unpack(std::unique_ptr<ByteStream> packed, Compression compression,
                                   UnpackLimits limits) {
  if (compression == Compression::none) return packed;
  return std::make_unique<Unpacked>(std::move(packed), decoder_of(compression), limits);
}

Result<std::unique_ptr<ByteStream>> unpack_any(std::unique_ptr<ByteStream> packed,
                                               UnpackLimits limits) {
  auto peeked = std::make_unique<Peeked>(std::move(packed));
  const auto head = peeked->head(6);
  if (!head) return std::unexpected(head.error());
  const Compression compression = compression_of(*head);
  return unpack(std::move(peeked), compression, limits);
}

}  // namespace boltseal
