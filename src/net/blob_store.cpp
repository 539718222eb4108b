#include "net/blob_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "base/files.h"

namespace boltseal::net {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::unexpected<Error> system_error(const std::string& doing, const std::string& path) {
  return fail(doing + ": " + std::strerror(errno), path);
}

Result<void> make_folder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return fail("cannot be made: " + error.message(), path);
  return {};
}

std::string named(std::string_view digest, char separator) {
  std::string name(digest);
  name[name.find(':')] = separator;
  return name;
}

bool is_file_of(const std::string& path, std::uint64_t size) {
  struct stat status = {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         static_cast<std::uint64_t>(status.st_size) == size;
}

// Whether the file behind a descriptor still has this name.
bool is_still(int file, const std::string& path) {
  struct stat opened = {}, there = {};
  return ::fstat(file, &opened) == 0 && ::lstat(path.c_str(), &there) == 0 &&
         opened.st_dev == there.st_dev && opened.st_ino == there.st_ino;
}

std::int64_t size_of(int file) {
  struct stat status = {};
  return ::fstat(file, &status) == 0 ? status.st_size : -1;
}

// Waits for the lock as long as whoever has it makes the file grow.
bool lock(int file, std::chrono::milliseconds patience) {
  std::int64_t size = size_of(file);
  auto seen = Clock::now();
  while (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (const std::int64_t now = size_of(file); now != size) {
      size = now;
      seen = Clock::now();
    }
    if (Clock::now() - seen > patience) return false;
  }
  return true;
}

}  // namespace

std::string BlobStore::path_of(std::string_view digest) const {
  return folder_ + "/blobs/" + named(digest, '/');
}

bool BlobStore::has(std::string_view digest, std::uint64_t size) const {
  return is_file_of(path_of(digest), size);
}

Result<void> BlobStore::put(std::string_view digest, std::string_view bytes) const {
  auto partial =
      PartialBlob::open(*this, std::string(digest), bytes.size(), std::chrono::seconds(5));
  if (!partial) return std::unexpected(partial.error());
  if (!*partial) return {};
  Result<void> done = (*partial)->clear();
  if (done) done = (*partial)->append(bytes);
  if (!done) return done;
  const Result<std::string> found = (*partial)->finish();
  if (!found) return std::unexpected(found.error());
  return {};
}

Result<std::string> BlobStore::read(std::string_view digest, std::uint64_t most) const {
  const std::string path = path_of(digest);
  std::ifstream file(path, std::ios::binary);
  std::string bytes(std::min<std::uint64_t>(most, std::uint64_t{1} << 30), '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  Digester digester(digest);
  digester.add(bytes);
  if (digester.finish() != digest) return fail("is not what its name says", path);
  return bytes;
}

Result<std::unique_ptr<PartialBlob>> PartialBlob::open(const BlobStore& store,
                                                       const std::string& digest,
                                                       std::uint64_t size,
                                                       std::chrono::milliseconds patience) {
  const std::string target = store.path_of(digest);
  const std::string folder = store.folder() + "/partial";
  const std::string path = folder + "/" + named(digest, '-');
  for (const std::string& needed : {directory_of(target), folder}) {
    if (const Result<void> made = make_folder(needed); !made) return std::unexpected(made.error());
  }
  for (;;) {
    if (is_file_of(target, size)) return nullptr;
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return system_error("cannot be made", path);
    std::unique_ptr<PartialBlob> partial(new PartialBlob(file, path, target, digest));
    if (!lock(file, patience)) {
      return fail("is being received by another program, which does not get on", path, {},
                  "end the other program, or remove the file");
    }
    // Whoever had the lock before may have given the file its final name.
    if (!is_still(file, path)) continue;
    if (const Result<void> taken = partial->take_up(size); !taken) {
      return std::unexpected(taken.error());
    }
    return partial;
  }
}

PartialBlob::~PartialBlob() { ::close(file_); }

Result<void> PartialBlob::take_up(std::uint64_t most) {
  std::vector<char> buffer(1 << 18);
  for (;;) {
    const ssize_t count = ::pread(file_, buffer.data(), buffer.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("cannot be read", path_);
    if (count == 0) break;
    digester_.add({buffer.data(), static_cast<std::size_t>(count)});
    size_ += static_cast<std::uint64_t>(count);
    if (size_ > most) return clear();
  }
  return {};
}

Result<void> PartialBlob::append(std::string_view bytes) {
  digester_.add(bytes);
  while (!bytes.empty()) {
    const ssize_t count = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return system_error("cannot be written", path_);
    size_ += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> PartialBlob::clear() {
  digester_.finish();
  size_ = 0;
  if (::ftruncate(file_, 0) != 0) return system_error("cannot be written", path_);
  return {};
}

Result<std::string> PartialBlob::finish() {
  std::string found = digester_.finish();
  if (found != digest_) {
    if (const Result<void> cleared = clear(); !cleared) return std::unexpected(cleared.error());
    return found;
  }
  // A name that is there before its bytes would be believed after a loss of power.
  if (::fdatasync(file_) != 0) return system_error("cannot be written", path_);
  if (::rename(path_.c_str(), target_.c_str()) != 0) {
    return system_error("cannot be given its name", path_);
  }
  return found;
}

}  // namespace boltseal::net
