#pragma once

#include <memory>
#include <string_view>

#include "archive/byte_stream.h"

namespace boltseal {

enum class Compression : std::uint8_t { none, gzip, zstd, xz, bzip2 };

/// What the first bytes of a file say.
Compression compression_of(std::string_view begin);

/// How much may come out of a stream, so that a small file cannot fill the machine.
struct UnpackLimits {
  std::uint64_t size = 64ull << 30;  ///< Bytes that come out, all in all.
  /// Bytes out for each byte in, once more than `free` came out. Real layers reach about 15, sparse
  /// ones of zeros more; deflate ends at 1,032, zstd does not.
  std::uint64_t ratio = 400;
  std::uint64_t free = 256ull << 20;
};

/// The unpacked bytes of a stream. Several gzip members, zstd frames, xz or bzip2 streams one
/// behind the other count as one; checksums are verified; a stream that ends in the middle is an
/// error.
std::unique_ptr<ByteStream> unpack(std::unique_ptr<ByteStream> packed, Compression compression,
                                   UnpackLimits limits = {});

/// Finds out the compression by itself.
Result<std::unique_ptr<ByteStream>> unpack_any(std::unique_ptr<ByteStream> packed,
                                               UnpackLimits limits = {});

}  // namespace boltseal
