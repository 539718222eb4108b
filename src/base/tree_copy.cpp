#include "base/tree_copy.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <utility>

namespace boltseal {
namespace {

namespace fs = std::filesystem;

class TreeCopy {
 public:
  TreeCopy(CopyLimits limits, std::string to) : limits_(limits), to_(std::move(to)) {}

  Result<std::vector<std::string>> run(const std::string& from) {
    pending_.emplace_back(from, to_);
    while (!pending_.empty()) {
      auto [source, target] = std::move(pending_.back());
      pending_.pop_back();
      if (const auto done = one(source, target); !done) return std::unexpected(done.error());
    }
    // A folder that may not be written to has to be filled first.
    for (auto at = folders_.rbegin(); at != folders_.rend(); ++at) dress(at->first, at->second);
    return std::move(unread_);
  }

 private:
  static std::unexpected<Error> cannot_write(const std::string& path) {
    return fail(std::string("cannot be written: ") + std::strerror(errno), path);
  }

  Result<void> one(const std::string& source, const std::string& target) {
    struct stat status = {};
    if (::lstat(source.c_str(), &status) != 0) {
      unread_.push_back(source);
      return {};
    }
    if (++entries_ > limits_.entries) {
      return fail("holds more than " + std::to_string(limits_.entries) + " files", source);
    }
    if (S_ISLNK(status.st_mode)) return link(source, target);
    if (S_ISREG(status.st_mode)) return file(source, target, status);
    if (S_ISDIR(status.st_mode)) return folder(source, target, status);
    return {};
  }

  Result<void> link(const std::string& source, const std::string& target) {
    std::error_code failed;
    const fs::path leads_to = fs::read_symlink(source, failed);
    if (failed) {
      unread_.push_back(source);
      return {};
    }
    if (::symlink(leads_to.c_str(), target.c_str()) != 0) return cannot_write(target);
    return {};
  }

  Result<void> folder(const std::string& source, const std::string& target,
                      const struct stat& status) {
    if (!device_) device_ = status.st_dev;
    if (::mkdir(target.c_str(), 0700) != 0) return cannot_write(target);
    folders_.emplace_back(target, status);
    if (status.st_dev != *device_) return {};
    std::error_code failed;
    for (fs::directory_iterator at(source, failed), end; !failed && at != end;
         at.increment(failed)) {
      // The copy may stand inside what is copied.
      if (at->path() == to_) continue;
      pending_.emplace_back(at->path().string(), target + "/" + at->path().filename().string());
      if (pending_.size() > limits_.entries) break;
    }
    if (failed) unread_.push_back(source);
    return {};
  }

  Result<void> file(const std::string& source, const std::string& target,
                    const struct stat& status) {
    bytes_ += static_cast<std::uint64_t>(status.st_size);
    if (bytes_ > limits_.bytes) {
      return fail("holds more than " + std::to_string(limits_.bytes >> 20) + " MiB", source);
    }
    const int in = ::open(source.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (in < 0) {
      unread_.push_back(source);
      return {};
    }
    const int out = ::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool written = out >= 0;
    // A file that grows meanwhile is copied as long as it was.
    for (off_t left = status.st_size; written && left > 0;) {
      const ssize_t count = ::sendfile(out, in, nullptr, static_cast<std::size_t>(left));
      if (count == 0) break;
      if (count < 0 && errno == EINTR) continue;
      written = count > 0;
      left -= count;
    }
    Result<void> done;
    if (!written) done = cannot_write(target);
    ::close(in);
    if (out >= 0) ::close(out);
    if (done) dress(target, status);
    return done;
  }

  // The owner first: changing it takes set-user-ID away. Whoever may not give a file away keeps it.
  static void dress(const std::string& target, const struct stat& status) {
    const bool is_given = ::lchown(target.c_str(), status.st_uid, status.st_gid) == 0;
    ::chmod(target.c_str(), status.st_mode & (is_given ? 07777 : 0777));
    const timespec times[] = {status.st_atim, status.st_mtim};
    ::utimensat(AT_FDCWD, target.c_str(), times, AT_SYMLINK_NOFOLLOW);
  }

  const CopyLimits limits_;
  const std::string to_;
  std::uint64_t bytes_ = 0;
  std::size_t entries_ = 0;
  std::optional<dev_t> device_;
  std::vector<std::pair<std::string, std::string>> pending_;
  std::vector<std::pair<std::string, struct stat>> folders_;
  std::vector<std::string> unread_;
};

}  // namespace

Result<std::vector<std::string>> copy_tree(const std::string& from, const std::string& to,
                                           CopyLimits limits) {
  return TreeCopy(limits, to).run(from);
}

}  // namespace boltseal
