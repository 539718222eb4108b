#include "archive/byte_stream.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace boltseal {
namespace {

// Large enough that a call costs nothing beside what is read through it, small enough that a scan
// of several layers at once stays far below its 64 MB.
constexpr std::uint64_t window_size = 1 << 20;

class MappedStream final : public ByteStream {
 public:
  MappedStream(int descriptor, const std::string& path, std::uint64_t begin, std::uint64_t end)
      : descriptor_(descriptor), path_(path), at_(begin), end_(end) {}
  ~MappedStream() override { unmap(); }
  MappedStream(const MappedStream&) = delete;
  MappedStream& operator=(const MappedStream&) = delete;

  Result<std::string_view> next() override {
    unmap();
    if (at_ >= end_) return std::string_view();
    static const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    const std::uint64_t begin = at_ / page * page;
    const std::uint64_t end = std::min(end_, begin + window_size);
    void* const mapped =
        mmap(nullptr, end - begin, PROT_READ, MAP_PRIVATE, descriptor_, static_cast<off_t>(begin));
    if (mapped == MAP_FAILED) return fail(std::string("cannot be read: ") + strerror(errno), path_);
    mapped_ = mapped;
    mapped_size_ = end - begin;
    const std::string_view window(static_cast<const char*>(mapped) + (at_ - begin), end - at_);
    at_ = end;
    return window;
  }

  Result<std::uint64_t> skip(std::uint64_t count) override {
    const std::uint64_t skipped = std::min(count, end_ - at_);
    at_ += skipped;
    return skipped;
  }

 private:
  void unmap() {
    if (mapped_ != nullptr) munmap(std::exchange(mapped_, nullptr), mapped_size_);
  }

  int descriptor_;
  const std::string& path_;
  std::uint64_t at_, end_;
  void* mapped_ = nullptr;
  std::size_t mapped_size_ = 0;
};

}  // namespace

Result<std::string_view> TextStream::next() { return std::exchange(rest_, {}); }

Result<std::uint64_t> TextStream::skip(std::uint64_t count) {
  const std::size_t skipped = std::min<std::uint64_t>(count, rest_.size());
  rest_.remove_prefix(skipped);
  return skipped;
}

Result<OpenFile> OpenFile::open(const std::string& path) {
  // Without O_NONBLOCK a pipe with nobody behind it would never open.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) return fail(std::string("cannot be opened: ") + strerror(errno), path);
  struct stat status{};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(descriptor);
    return fail("is not a regular file", path);
  }
  return OpenFile(path, descriptor, static_cast<std::uint64_t>(status.st_size));
}

OpenFile OpenFile::adopt(int descriptor, std::string path) {
  OpenFile file(std::move(path), descriptor, 0);
  file.measure();
  return file;
}

void OpenFile::measure() {
  struct stat status{};
  if (fstat(descriptor_, &status) == 0) size_ = static_cast<std::uint64_t>(status.st_size);
}

std::string OpenFile::identity() const {
  struct stat status{};
  if (fstat(descriptor_, &status) != 0 || status.st_nlink == 0) return {};
  std::string text = "file";
  const auto add = [&text](auto number) { text += ":" + std::to_string(number); };
  add(status.st_dev);
  add(status.st_ino);
  add(status.st_size);
  add(status.st_mtim.tv_sec);
  add(status.st_mtim.tv_nsec);
  add(status.st_ctim.tv_sec);
  add(status.st_ctim.tv_nsec);
  return text;
}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

OpenFile::OpenFile(OpenFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_) {}

Result<std::string> OpenFile::read(std::uint64_t offset, std::size_t count) const {
  std::string bytes;
  if (offset >= size_) return bytes;
  bytes.resize(std::min<std::uint64_t>(count, size_ - offset));
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = pread(descriptor_, bytes.data() + filled, bytes.size() - filled,
                              static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(std::string("cannot be read: ") + strerror(errno), path_);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

std::unique_ptr<ByteStream> OpenFile::stream(std::uint64_t offset, std::uint64_t size) const {
  const std::uint64_t begin = std::min(offset, size_);
  return std::make_unique<MappedStream>(descriptor_, path_, begin,
                                        begin + std::min(size, size_ - begin));
}

Result<std::uint64_t> read_over(ByteStream& stream, std::uint64_t count, std::string_view& rest) {
  std::uint64_t skipped = 0;
  while (skipped < count) {
    const auto piece = stream.next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) break;
    const std::size_t taken = std::min<std::uint64_t>(piece->size(), count - skipped);
    skipped += taken;
    rest = piece->substr(taken);
  }
  return skipped;
}

Result<std::string> read_all(ByteStream& stream, std::uint64_t most) {
  std::string all;
  while (true) {
    const auto piece = stream.next();
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) return all;
    if (piece->size() > most - all.size()) {
      return fail("is larger than " + std::to_string(most >> 20) + " MiB");
    }
    all += *piece;
  }
}

}  // namespace boltseal
