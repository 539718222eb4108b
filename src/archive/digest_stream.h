#pragma once

#include <memory>
#include <string>
#include <utility>

#include "archive/byte_stream.h"
#include "base/digest.h"

namespace boltseal {

/// Passes a stream on and computes a digest of it; what is skipped is read.
class DigestStream final : public ByteStream {
 public:
  /// `expected`: the digest whose algorithm is meant.
  DigestStream(std::unique_ptr<ByteStream> stream, std::string_view expected)
      : stream_(std::move(stream)), digest_(expected) {}
  Result<std::string_view> next() override;
  Result<std::uint64_t> skip(std::uint64_t count) override;

  /// Of all that the stream holds; reads what is left of it.
  Result<std::string> finish();

 private:
  std::unique_ptr<ByteStream> stream_;
  Digester digest_;
  std::string_view rest_;  // of the last piece, when skip() ended within it
};

}  // namespace boltseal
