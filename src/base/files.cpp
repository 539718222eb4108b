#include "base/files.h"
#include "base/file_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "base/write_all.h"

namespace boltseal {
namespace {

std::unexpected<Error> system_error(const std::string& doing, const std::string& path) {
  return fail(doing + ": " + std::strerror(errno), path);
}

std::unexpected<Error> too_large(const std::string& path) {
  return fail("the file is larger than 16 MiB, the most that is read of a configuration file", path,
              {}, "exclude it in .boltsealignore if it is not configuration");
}

Result<std::string> read_all(int fd, const std::string& path, std::size_t expected) {
  std::string content;
  content.resize(expected +
                 1);  // one more byte, so that a file of the expected size ends in one read
  std::size_t filled = 0;
  for (;;) {
    if (filled == content.size()) content.resize(content.size() * 2);
    const ssize_t got = ::read(fd, content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("cannot be read", path);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > file_size_limit) return too_large(path);
  }
  content.resize(filled);
  return content;
}

}  // namespace

Result<std::string> DiskFiles::read(const std::string& path) const {
  if (path == "-") return read_all(STDIN_FILENO, "<stdin>", 1 << 16);
  // O_NONBLOCK: opening a FIFO must not wait for a writer; it has no effect on regular files.
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) return system_error("cannot be opened", path);
  struct stat status = {};
  if (::fstat(file.get(), &status) != 0) return system_error("cannot be examined", path);
  if (!S_ISREG(status.st_mode)) return fail("is not a regular file", path);
  if (static_cast<std::uint64_t>(status.st_size) > file_size_limit) return too_large(path);
  return read_all(file.get(), path, static_cast<std::size_t>(status.st_size));
}

bool DiskFiles::exists(const std::string& path) const {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

Result<std::string> MemoryFiles::read(const std::string& path) const {
  const auto found = files_.find(path);
  if (found == files_.end()) return fail("cannot be opened: No such file or directory", path);
  if (found->second.size() > file_size_limit) return too_large(path);
  return found->second;
}

bool MemoryFiles::exists(const std::string& path) const { return files_.contains(path); }

namespace {

/// A file beside `target` that holds `bytes` on the disk; gone again when it was not given its
/// name.
class Beside {
 public:
  explicit Beside(const std::string& target)
      : path_(target + ".boltseal-XXXXXX"), file_(::mkostemp(path_.data(), O_CLOEXEC)) {}
  ~Beside() {
    if (file_.get() >= 0 && !path_.empty()) ::unlink(path_.c_str());
  }
  Beside(const Beside&) = delete;
  Beside& operator=(const Beside&) = delete;

  int get() const { return file_.get(); }
  const char* path() const { return path_.c_str(); }
  void named() { path_.clear(); }

  bool write(std::string_view bytes) const { return write_all(file_.get(), bytes); }

 private:
  std::string path_;
  const FileDescriptor file_;
};

}  // namespace

Result<void> replace_file(const std::string& path, std::string_view bytes) {
  char* const resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return system_error("cannot be resolved", path);
  const std::string target = resolved;
  std::free(resolved);
  struct stat status = {};
  if (::stat(target.c_str(), &status) != 0) return system_error("cannot be examined", path);

  Beside file(target);
  if (file.get() < 0) return system_error("no file can be made beside it", path);
  if (!file.write(bytes)) return system_error("cannot be written", path);
  // Only root may give files away; for everybody else the file is their own already.
  if (::fchown(file.get(), status.st_uid, status.st_gid) != 0 && errno != EPERM) {
    return system_error("its owner cannot be kept", path);
  }
  if (::fchmod(file.get(), status.st_mode & 07777) != 0) {
    return system_error("its mode cannot be kept", path);
  }
  if (::fsync(file.get()) != 0) return system_error("cannot be written", path);
  if (::rename(file.path(), target.c_str()) != 0) return system_error("cannot be replaced", path);
  file.named();
  return {};
}

Result<void> make_file(const std::string& path, std::string_view bytes) {
  const Beside file(path);
  if (file.get() < 0) return system_error("cannot be made", path);
  if (!file.write(bytes) || ::fchmod(file.get(), 0644) != 0 || ::fsync(file.get()) != 0) {
    return system_error("cannot be written", path);
  }
  // Unlike a renamed one, a link never takes the place of another file.
  if (::link(file.path(), path.c_str()) != 0) return system_error("cannot be made", path);
  return {};
}

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string directory_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ".";
  return std::string(slash == 0 ? "/" : path.substr(0, slash));
}

std::string resolve(std::string_view directory, std::string_view path) {
  if (path.starts_with('/')) directory = {};
  const bool absolute = path.starts_with('/') || directory.empty() || directory.front() == '/';
  std::string joined;  // "/a/b" or "a/b"
  const auto add = [&](std::string_view parts) {
    for (std::size_t end = 0; !parts.empty();
         parts.remove_prefix(std::min(end + 1, parts.size()))) {
      end = std::min(parts.find('/'), parts.size());
      const std::string_view part = parts.substr(0, end);
      if (part.empty() || part == ".") continue;
      if (part == ".." && !joined.empty() && joined != ".." && !joined.ends_with("/..")) {
        const std::size_t slash = joined.rfind('/');
        joined.erase(slash == std::string::npos ? 0 : slash);
      } else if (part != ".." || !absolute) {
        if (absolute || !joined.empty()) joined += '/';
        joined += part;
      }
    }
  };
  add(directory);
  add(path);
  if (joined.empty()) joined = absolute ? "/" : ".";
  return joined;
}

}  // namespace boltseal
