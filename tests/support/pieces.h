#pragma once

#include <algorithm>
#include <string>

#include "archive/byte_stream.h"

namespace boltseal::test {

/// Bytes in pieces of a size, each valid only until the next call, as streams promise no more.
class Pieces final : public ByteStream {
 public:
  Pieces(std::string bytes, std::size_t size) : bytes_(std::move(bytes)), size_(size) {}
  Result<std::string_view> next() override {
    piece_ = bytes_.substr(at_, size_);
    at_ += piece_.size();
    return std::string_view(piece_);
  }
  Result<std::uint64_t> skip(std::uint64_t count) override {
    const std::size_t skipped = std::min<std::uint64_t>(count, bytes_.size() - at_);
    at_ += skipped;
    return skipped;
  }

 private:
  std::string bytes_, piece_;
  std::size_t size_, at_ = 0;
};

}  // namespace boltseal::test
