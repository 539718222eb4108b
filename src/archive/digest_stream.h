#pragma once

#include <memory>
#include <string>
#include <utility>

#include "archive/byte_stream.h"
#include "base/sha256.h"

namespace boltseal {

/// Passes a stream on and computes its SHA-256; what is skipped is read.
class DigestStream final : public ByteStream {
 public:
  explicit DigestStream(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}
  Result<std::string_view> next() override;
  Result<std::uint64_t> skip(std::uint64_t count) override;

  /// "sha256:" and 64 hexadecimal digits, of all that the stream holds; reads what is left of it.
  Result<std::string> finish();

 private:
  std::unique_ptr<ByteStream> stream_;
  Sha256 digest_;
  std::string_view rest_;  // of the last piece, when skip() ended within it
};

}  // namespace boltseal
