#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/byte_stream.h"

namespace boltseal {

/// One entry of a tar archive. Names are as written, and hostile.
struct TarEntry {
  enum class Kind : std::uint8_t {
    file,
    hard_link,
    symbolic_link,
    character_device,
    block_device,
    folder,
    fifo,
    other,  ///< A kind that POSIX and GNU do not know; to be left out.
  };
  Kind kind = Kind::file;
  std::string path;
  std::string link;        ///< Of both kinds of links.
  std::uint64_t size = 0;  ///< Bytes of its body as unpacked: a sparse file with its holes.
  std::uint32_t mode = 0;  ///< The lower 12 bits.
  std::uint32_t user = 0, group = 0;
  std::uint32_t device_major = 0, device_minor = 0;
  std::uint64_t offset = 0;  ///< Where its body begins in the archive.
  std::uint64_t stored = 0;  ///< Bytes of its body in the archive.
  bool is_sparse = false;
  bool has_capabilities = false;  ///< A security.capability attribute (pax, as Docker writes it).
};

/// Reads archives in the forms of POSIX (ustar, pax), GNU (long names, sparse files in all four
/// forms) and version 7. Bodies that nobody asks for are skipped in the stream, not read. Not for
/// several threads.
class TarReader {
 public:
  explicit TarReader(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}

  /// Goes on to the next entry.
  /// @return false at the end; an error when the archive is cut off or a header lies
  Result<bool> next();
  const TarEntry& entry() const { return entry_; }
  /// Goes to the end of the stream, once next() found the end of the archive.
  Result<void> finish();

  /// The whole body of this entry, holes filled with zeros; once. An error when it is larger than
  /// `most`.
  Result<std::string> read_body(std::uint64_t most);
  /// The stored bytes of the body as a stream, valid until next(); once.
  std::unique_ptr<ByteStream> body();

 private:
  friend class TarBody;
  struct Pending;  // what pax headers and GNU's long names say of the entry that follows

  Result<bool> read_block(char (&block)[512]);
  Result<void> read_header(const char (&block)[512], Pending& pending);
  Result<std::string> read_text(std::uint64_t size);
  Result<void> read_pax(std::string_view records, Pending& pending);
  Result<void> read_old_sparse(const char (&block)[512]);
  Result<void> read_sparse_map(Pending& pending);
  /// Takes from the stream: at most `most` bytes; empty at its end.
  Result<std::string_view> take(std::uint64_t most);
  Result<void> skip(std::uint64_t count);

  std::unique_ptr<ByteStream> stream_;
  std::string_view window_;  // of stream_
  std::uint64_t at_ = 0;     // bytes taken so far
  std::uint64_t left_ = 0;   // of this body, with its padding not yet counted
  std::uint64_t padding_ = 0;
  TarEntry entry_;
  // Where the stored bytes of a sparse file belong, as (offset, size).
  std::vector<std::pair<std::uint64_t, std::uint64_t>> pieces_;
};

}  // namespace boltseal
