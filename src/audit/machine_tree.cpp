#include "audit/machine_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <utility>

#include "base/file_descriptor.h"

namespace boltseal {
namespace {

Sight sight_of(int error) {
  return error == ENOENT || error == ENOTDIR || error == ESRCH ? Sight::missing : Sight::hidden;
}

FileStatus::Kind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileStatus::Kind::file;
  if (S_ISDIR(mode)) return FileStatus::Kind::folder;
  return S_ISSOCK(mode) ? FileStatus::Kind::socket : FileStatus::Kind::other;
}

}  // namespace

DiskTree::DiskTree(const std::string& root)
    : root_(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)),
      is_whole_machine_(root == "/") {}

DiskTree::~DiskTree() {
  if (root_ >= 0) ::close(root_);
}

int DiskTree::open(const std::string& path, int flags) const {
  // The whole machine has no outside that a link could lead to.
  if (is_whole_machine_) return ::open(path.c_str(), flags | O_CLOEXEC);
  open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags) | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root_, path.c_str(), &how, sizeof how));
}

Sight DiskTree::status(const std::string& path, FileStatus& status) const {
  const FileDescriptor file(open(path, O_PATH));
  struct stat seen = {};
  if (file.get() < 0 || ::fstat(file.get(), &seen) != 0) return sight_of(errno);
  status.kind = kind_of(seen.st_mode);
  status.mode = seen.st_mode & 07777;
  status.uid = seen.st_uid;
  status.gid = seen.st_gid;
  status.modified = seen.st_mtim.tv_sec;
  return Sight::there;
}

Sight DiskTree::read(const std::string& path, std::string& text) const {
  // A pipe without a writer would keep us waiting.
  const FileDescriptor file(open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return sight_of(errno);
  struct stat seen = {};
  if (::fstat(file.get(), &seen) != 0 || !S_ISREG(seen.st_mode)) return Sight::hidden;
  text.clear();
  std::array<char, 16384> piece;
  while (text.size() < most_bytes) {
    const ssize_t size = ::read(file.get(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return sight_of(errno);
    if (size == 0) break;
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  return Sight::there;
}

Sight DiskTree::list(const std::string& folder, std::vector<std::string>& names) const {
  FileDescriptor opened(open(folder, O_RDONLY | O_DIRECTORY));
  if (opened.get() < 0) return sight_of(errno);
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(opened.get()), ::closedir);
  if (!stream) return sight_of(errno);
  opened.release();
  names.clear();
  while (names.size() < most_names) {
    const dirent* const entry = ::readdir(stream.get());
    if (entry == nullptr) break;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::ranges::sort(names);
  return Sight::there;
}

Sight DiskTree::link(const std::string& path, std::string& target) const {
  std::array<char, 4096> said;
  ssize_t size = -1;
  if (is_whole_machine_) {
    size = ::readlink(path.c_str(), said.data(), said.size());
  } else {
    const FileDescriptor file(open(path, O_PATH | O_NOFOLLOW));
    if (file.get() < 0) return sight_of(errno);
    size = ::readlinkat(file.get(), "", said.data(), said.size());
  }
  if (size < 0) return sight_of(errno);
  target.assign(said.data(), static_cast<std::size_t>(size));
  return Sight::there;
}

}  // namespace boltseal
