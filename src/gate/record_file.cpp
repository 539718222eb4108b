#include "gate/record_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/file_descriptor.h"
#include "base/write_all.h"

namespace boltseal {
namespace {

bool lock(int file, int how) {
  while (::flock(file, how) != 0) {
    if (errno != EINTR) return false;
  }
  return true;
}

// For this thread, while it lives: what root does with files is done as the owner of the records'
// folder. So all doors can write to the file, whichever made it, also one that runs as a user of
// its own; and that user cannot lead root to a file elsewhere.
class AsOwner {
 public:
  explicit AsOwner(const std::string& path) {
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    struct stat status = {};
    if (::geteuid() != 0 || ::stat(folder.empty() ? "." : folder.c_str(), &status) != 0) return;
    ::setfsgid(status.st_gid);
    ::setfsuid(status.st_uid);
  }
  ~AsOwner() {
    ::setfsuid(::geteuid());
    ::setfsgid(::getegid());
  }
  AsOwner(const AsOwner&) = delete;
  AsOwner& operator=(const AsOwner&) = delete;
};

// Whether the open file still is the one of this name, and nobody has made it an old one.
bool is_current(const std::string& path, const struct stat& open) {
  struct stat named = {};
  return ::lstat(path.c_str(), &named) == 0 && named.st_ino == open.st_ino &&
         named.st_dev == open.st_dev;
}

void make_old(const RecordFile& file) {
  const auto old = [&](int number) { return file.path + "." + std::to_string(number); };
  for (int i = file.kept; i > 1; --i) std::rename(old(i - 1).c_str(), old(i).c_str());
  std::rename(file.path.c_str(), old(1).c_str());
}

}  // namespace

Result<void> append_record(const RecordFile& file, std::string_view record) {
  const AsOwner owner(file.path);
  // Another try follows only on a rotation, of which one in a thousand tries is unheard of.
  for (int tries = 0; tries < 1000; ++tries) {
    const FileDescriptor open(
        ::open(file.path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    struct stat status = {};
    // Who writes shares the file; who makes it an old one waits until nobody writes.
    if (open.get() < 0 || !lock(open.get(), LOCK_SH) || ::fstat(open.get(), &status) != 0) break;
    const bool is_regular = S_ISREG(status.st_mode);
    if (is_regular && !is_current(file.path, status)) continue;
    if (!is_regular || static_cast<std::uint64_t>(status.st_size) < file.size) {
      if (!write_all(open.get(), record)) break;
      return {};
    }
    if (!lock(open.get(), LOCK_EX)) break;
    if (is_current(file.path, status)) make_old(file);
  }
  return fail(std::string("cannot be written: ") + std::strerror(errno), file.path, {},
              "make its folder, or name another file under gate: records:");
}

}  // namespace boltseal
