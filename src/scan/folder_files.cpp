#include "scan/folder_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

namespace boltseal {
namespace {

constexpr std::uint64_t most_file = 512ull << 20;
constexpr std::size_t most_names = 1'000'000;
constexpr std::size_t most_errors = 100;

// A socket is where something listens now, which no archive of the folder would hold.
std::optional<FileTree::Kind> kind_of(mode_t mode) {
  if (S_ISDIR(mode)) return FileTree::Kind::folder;
  if (S_ISREG(mode)) return FileTree::Kind::file;
  if (S_ISLNK(mode)) return FileTree::Kind::symbolic_link;
  if (S_ISFIFO(mode)) return FileTree::Kind::fifo;
  if (S_ISCHR(mode)) return FileTree::Kind::character_device;
  if (S_ISBLK(mode)) return FileTree::Kind::block_device;
  return std::nullopt;
}

}  // namespace

Result<FolderFiles> FolderFiles::open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return fail(std::string("cannot be opened: ") + strerror(errno), path);
  return FolderFiles(descriptor);
}

FolderFiles::~FolderFiles() {
  if (descriptor_ >= 0) close(descriptor_);
}

FolderFiles::FolderFiles(FolderFiles&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), read_(std::move(other.read_)) {}

int FolderFiles::open_inside(std::string_view path, int flags) const {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  const std::string name = path.empty() ? "." : std::string(path);
  return static_cast<int>(syscall(SYS_openat2, descriptor_, name.c_str(), &how, sizeof how));
}

Result<std::optional<std::string_view>> FolderFiles::read(std::string_view path) const {
  if (const auto found = read_.find(path); found != read_.end()) return found->second;
  const int file = open_inside(path, O_RDONLY);
  if (file < 0) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return std::nullopt;
    return fail(std::string("cannot be opened: ") + strerror(errno), std::string(path));
  }
  struct stat status{};
  std::string bytes;
  std::string trouble;
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(file);
    return std::nullopt;
  }
  while (trouble.empty()) {
    constexpr std::size_t piece = 1 << 20;
    const std::size_t filled = bytes.size();
    bytes.resize(filled + piece);
    const ssize_t got = ::read(file, bytes.data() + filled, piece);
    bytes.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) trouble = std::string("cannot be read: ") + strerror(errno);
    if (got == 0) break;
    if (bytes.size() > most_file) trouble = "is larger than 512 MiB";
  }
  close(file);
  if (!trouble.empty()) return fail(trouble, std::string(path));
  return read_.emplace(std::string(path), std::move(bytes)).first->second;
}

std::vector<std::string> FolderFiles::list(std::string_view folder) const {
  std::vector<std::string> names;
  const int file = open_inside(folder, O_RDONLY | O_DIRECTORY);
  if (file < 0) return names;
  DIR* const open = fdopendir(file);
  if (open == nullptr) {
    close(file);
    return names;
  }
  while (const dirent* const entry = readdir(open)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && names.size() < most_names) names.emplace_back(name);
  }
  closedir(open);
  std::ranges::sort(names);
  return names;
}

Layer FolderFiles::layer(const WantedFiles& wanted) const {
  Layer layer;
  struct stat root{};
  if (fstat(descriptor_, &root) != 0) return layer;
  std::vector<std::pair<std::string, FileTree::Id>> pending = {{"", FileTree::root}};
  while (!pending.empty()) {
    const auto [path, id] = std::move(pending.back());
    pending.pop_back();
    add_folder(path, id, root.st_dev, wanted, layer, pending);
    if (layer.tree.size() > LayerLimits().names || layer.errors.size() > most_errors) {
      layer.errors.push_back(Error{"has more in it than is looked at", {}, {}, {}});
      break;
    }
  }
  return layer;
}

void FolderFiles::add_folder(const std::string& path, FileTree::Id id, std::uint64_t device,
                             const WantedFiles& wanted, Layer& layer,
                             std::vector<std::pair<std::string, FileTree::Id>>& pending) const {
  const auto trouble = [&](std::string message, const std::string& where) {
    layer.errors.push_back(Error{std::move(message), where, {}, {}});
  };
  const int file = open_inside(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (file < 0) return trouble(std::string("cannot be opened: ") + strerror(errno), path);
  DIR* const open = fdopendir(file);
  if (open == nullptr) {
    close(file);
    return trouble(std::string("cannot be read: ") + strerror(errno), path);
  }
  while (const dirent* const entry = readdir(open)) {
    const std::string_view name = entry->d_name;
    struct stat status{};
    if (name == "." || name == ".." ||
        fstatat(file, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        status.st_dev != device) {
      continue;
    }
    const std::optional<FileTree::Kind> kind = kind_of(status.st_mode);
    if (!kind) continue;
    const FileTree::Id added = layer.tree.add(id, name, *kind);
    FileTree::Node& node = layer.tree.node(added);
    node.mode = status.st_mode & 07777;
    node.user = status.st_uid;
    node.group = status.st_gid;
    if (*kind != FileTree::Kind::folder) node.inside = added;
    std::string full = path.empty() ? std::string(name) : path + "/" + std::string(name);
    if (*kind == FileTree::Kind::folder) {
      pending.emplace_back(std::move(full), added);
    } else if (*kind == FileTree::Kind::file) {
      const std::string by_descriptor =
          "/proc/self/fd/" + std::to_string(file) + "/" + entry->d_name;
      node.has_capabilities =
          (status.st_mode & 0111) != 0 &&
          lgetxattr(by_descriptor.c_str(), "security.capability", nullptr, 0) > 0;
      if (!wanted.matches_small(full, static_cast<std::uint64_t>(status.st_size))) continue;
      const auto body = read(full);
      if (!body) trouble(body.error().message, full);
      if (body && *body) layer.bodies.emplace(added, **body);
    }
  }
  closedir(open);
}

}  // namespace boltseal
