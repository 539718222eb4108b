#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boltseal {

/// Bytes in their order, piece by piece. Not for several threads.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// The bytes that follow, at least one; empty at the end. Valid until the next call.
  virtual Result<std::string_view> next() = 0;
  /// Leaves out the bytes that follow. What is skipped may still have to be unpacked.
  /// @return how many there were: fewer than `count` at the end
  virtual Result<std::uint64_t> skip(std::uint64_t count) = 0;
};

/// Text that is borrowed, as a stream.
class TextStream final : public ByteStream {
 public:
  explicit TextStream(std::string_view text) : rest_(text) {}
  Result<std::string_view> next() override;
  Result<std::uint64_t> skip(std::uint64_t count) override;

 private:
  std::string_view rest_;
};

/// A regular file that may be read from several threads, each with a stream of its own.
class OpenFile {
 public:
  static Result<OpenFile> open(const std::string& path);
  /// Takes over a descriptor of a regular file; `path` is what errors call it.
  static OpenFile adopt(int descriptor, std::string path);
  ~OpenFile();
  OpenFile(OpenFile&& other) noexcept;
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }
  /// Which file it is, and in which state: device, inode, size and the times of its content and of
  /// its inode. Empty of a file without a name.
  std::string identity() const;
  /// Looks again how large it is.
  void measure();
  /// At most `count` bytes from `offset`, fewer at the end.
  Result<std::string> read(std::uint64_t offset, std::size_t count) const;
  /// A stream over a part of it; this object has to outlive it. Pages are mapped in windows, so
  /// that what is skipped is never read. A file that others shorten meanwhile ends the process
  /// (SIGBUS): whoever reads files of others does so in a worker.
  std::unique_ptr<ByteStream> stream(std::uint64_t offset, std::uint64_t size) const;

 private:
  OpenFile(std::string path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size) {}
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// ByteStream::skip of a stream that can leave out nothing: reads over it. `rest` is what stays of
/// the last piece, to be given by its next().
Result<std::uint64_t> read_over(ByteStream& stream, std::uint64_t count, std::string_view& rest);

/// All that is left of a stream; an error when it is more than `most` bytes.
Result<std::string> read_all(ByteStream& stream, std::uint64_t most);

}  // namespace boltseal
