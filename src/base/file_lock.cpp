#include "base/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace boltseal {

Result<FileLock> FileLock::take(const std::string& path, const std::function<void()>& waits) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return fail(std::string("cannot be made: ") + std::strerror(errno), path);
  FileLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) waits();
  while (::flock(file, LOCK_EX) != 0) {
    if (errno != EINTR) return fail(std::string("cannot be locked: ") + std::strerror(errno), path);
  }
  return lock;
}

Result<FileLock> FileLock::share_folder(const std::string& path) {
  FileLock lock(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (lock.file_ < 0) return fail(std::string("cannot be opened: ") + std::strerror(errno), path);
  while (::flock(lock.file_, LOCK_SH) != 0) {
    if (errno != EINTR) return fail(std::string("cannot be locked: ") + std::strerror(errno), path);
  }
  return lock;
}

std::optional<FileLock> FileLock::try_folder(const std::string& path) {
  FileLock lock(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW));
  if (lock.file_ < 0 || ::flock(lock.file_, LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return lock;
}

FileLock::~FileLock() {
  if (file_ >= 0) ::close(file_);
}

FileLock::FileLock(FileLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

}  // namespace boltseal
