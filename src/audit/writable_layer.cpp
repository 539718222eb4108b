#include "audit/writable_layer.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t most_names = 100'000;
constexpr int most_depth = 64;
constexpr std::size_t most_bytes = 64u << 20;  // of a package database

bool is_program(int folder, const char* name) {
  const FileDescriptor file(::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  std::array<char, 4> begin{};
  const ssize_t size = ::read(file.get(), begin.data(), begin.size());
  const std::string_view text(begin.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text == "\177ELF" || text.starts_with("#!");
}

class Walk {
 public:
  Result<std::vector<WrittenFile>> run(const std::string& root) {
    const int folder = ::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (folder < 0) return fail(std::string("cannot be read: ") + std::strerror(errno), root);
    enter(folder, "", 0);
    if (!trouble_.empty()) return fail(trouble_, root);
    std::ranges::sort(files_, {}, &WrittenFile::path);
    return std::move(files_);
  }

 private:
  // Takes the descriptor.
  void enter(int folder, const std::string& path, int depth) {
    DIR* const directory = ::fdopendir(folder);
    if (directory == nullptr) {
      ::close(folder);
      return;
    }
    while (const dirent* const entry = ::readdir(directory)) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (++names_ > most_names) trouble_ = "holds more than 100,000 names";
      if (!trouble_.empty()) break;
      visit(::dirfd(directory), entry->d_name, path + "/" + std::string(name), depth);
    }
    ::closedir(directory);
  }

  void visit(int folder, const char* name, const std::string& path, int depth) {
    struct stat status = {};
    if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) return;
    if (S_ISDIR(status.st_mode)) {
      if (depth >= most_depth) {
        trouble_ = "nests folders more than 64 deep";
        return;
      }
      const int inner = ::openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (inner >= 0) enter(inner, path, depth + 1);
    } else if (S_ISREG(status.st_mode)) {
      constexpr mode_t executable = S_IXUSR | S_IXGRP | S_IXOTH;
      files_.push_back({path, (status.st_mode & executable) != 0 && is_program(folder, name), {}});
    }
  }

  std::vector<WrittenFile> files_;
  std::size_t names_ = 0;
  std::string trouble_;
};

// Links are followed as the container would, and never out of it.
int open_inside(int root, const std::string& path, int flags) {
  struct open_how how = {};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC | O_NONBLOCK);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how));
}

std::string read_inside(int root, const std::string& path) {
  const FileDescriptor file(open_inside(root, path, O_RDONLY));
  struct stat status = {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  std::string text(std::min(most_bytes, static_cast<std::size_t>(status.st_size)), '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file.get(), text.data() + size, text.size() - size);
    if (got <= 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

using Owners = std::map<std::string, std::string, std::less<>>;  // path → package

// /var/lib/dpkg/info/NAME.list holds a path in each line.
void dpkg_owners(int root, Owners& wanted) {
  const std::string folder = "/var/lib/dpkg/info";
  const int opened = open_inside(root, folder, O_RDONLY | O_DIRECTORY);
  if (opened < 0) return;
  DIR* const directory = ::fdopendir(opened);
  if (directory == nullptr) {
    ::close(opened);
    return;
  }
  std::size_t names = 0;
  while (const dirent* const entry = ::readdir(directory)) {
    const std::string_view name = entry->d_name;
    if (!name.ends_with(".list") || ++names > most_names) continue;
    const std::string text = read_inside(root, folder + "/" + std::string(name));
    const std::string_view package = name.substr(0, name.size() - 5);
    for (const std::string_view line : split(text, '\n')) {
      const auto found = wanted.find(line);
      if (found != wanted.end()) found->second = package.substr(0, package.find(':'));
    }
  }
  ::closedir(directory);
}

// /lib/apk/db/installed: P: a package, F: a folder, R: a file in it.
void apk_owners(int root, Owners& wanted) {
  const std::string text = read_inside(root, "/lib/apk/db/installed");
  std::string_view package, folder;
  for (const std::string_view line : split(text, '\n')) {
    if (line.starts_with("P:")) package = line.substr(2);
    if (line.starts_with("F:")) folder = line.substr(2);
    if (!line.starts_with("R:")) continue;
    const auto found = wanted.find("/" + std::string(folder) + (folder.empty() ? "" : "/") +
                                   std::string(line.substr(2)));
    if (found != wanted.end()) found->second = package;
  }
}

}  // namespace

Result<std::vector<WrittenFile>> files_of_layer(const std::string& folder) {
  return Walk().run(folder);
}

void name_packages(const std::string& root, std::vector<WrittenFile>& files) {
  if (files.empty()) return;
  const FileDescriptor opened(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) return;
  Owners owners;
  for (const WrittenFile& file : files) {
    owners[file.path];
    // Where /bin is a link to /usr/bin, dpkg knows the file by the other name.
    if (file.path.starts_with("/usr/")) owners[file.path.substr(4)];
  }
  dpkg_owners(opened.get(), owners);
  apk_owners(opened.get(), owners);
  for (WrittenFile& file : files) {
    file.package = owners[file.path];
    if (file.package.empty() && file.path.starts_with("/usr/")) {
      file.package = owners[file.path.substr(4)];
    }
  }
}

}  // namespace boltseal
