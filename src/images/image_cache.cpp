#include "images/image_cache.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "base/file_lock.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

constexpr const char* index_name = "index.json";  // a layout without it is none

struct FileId {
  dev_t device;
  ino_t number;
  auto operator<=>(const FileId&) const = default;
};

/// One file under all its names.
struct Kept {
  std::uint64_t size = 0;
  std::vector<std::string> loose;  // its names outside of layouts
  std::size_t layouts = 0;         // how many names it has in layouts
};

/// What is removed as a whole.
struct Item {
  timespec used = {};
  std::string layout;  // a folder; empty of a file
  std::vector<FileId> files;
};

class ImageCache {
 public:
  explicit ImageCache(const std::string& folder) : folder_(folder) { look(); }

  void prune(std::uint64_t most) {
    std::ranges::stable_sort(items_, [](const Item& a, const Item& b) {
      return std::pair(a.used.tv_sec, a.used.tv_nsec) < std::pair(b.used.tv_sec, b.used.tv_nsec);
    });
    for (const Item& item : items_) {
      if (total_ <= most) return;
      if (item.layout.empty()) {
        // That of an image goes with the last image that has it.
        if (files_[item.files.front()].layouts == 0) drop(item.files.front());
      } else if (const auto alone = FileLock::try_folder(item.layout)) {
        remove_layout(item);
      }
    }
  }

 private:
  void look() {
    for (const char* const part : {"/blobs", "/partial"}) {
      each_file(folder_ + part, [&](const std::string& path, const struct stat& status) {
        Kept& kept = see(status);
        kept.loose.push_back(path);
        if (kept.loose.size() == 1) items_.push_back({status.st_mtim, {}, {id_of(status)}});
      });
    }
    std::error_code error;
    for (fs::directory_iterator at(folder_ + "/images", error), end; !error && at != end;
         at.increment(error)) {
      Item layout;
      layout.layout = at->path().string();
      struct stat status = {};
      if (::lstat(layout.layout.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) continue;
      layout.used = status.st_mtim;
      each_file(layout.layout, [&](const std::string& path, const struct stat& file) {
        ++see(file).layouts;
        layout.files.push_back(id_of(file));
        if (path.ends_with(std::string("/") + index_name)) layout.used = file.st_mtim;
      });
      items_.push_back(std::move(layout));
    }
  }

  template <class Each>
  static void each_file(const std::string& folder, Each each) {
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
         at.increment(error)) {
      struct stat status = {};
      const std::string path = at->path().string();
      if (::lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) each(path, status);
    }
  }

  static FileId id_of(const struct stat& status) { return {status.st_dev, status.st_ino}; }

  Kept& see(const struct stat& status) {
    const auto [found, is_new] = files_.try_emplace(id_of(status));
    if (is_new) {
      found->second.size = static_cast<std::uint64_t>(status.st_blocks) * 512;
      total_ += found->second.size;
    }
    return found->second;
  }

  void remove_layout(const Item& item) {
    std::error_code error;
    fs::remove(item.layout + "/" + index_name, error);  // first: half of a layout is none
    fs::remove_all(item.layout, error);
    if (error) return;
    for (const FileId& id : item.files) {
      if (--files_[id].layouts == 0) drop(id);
    }
  }

  void drop(const FileId& id) {
    Kept& kept = files_[id];
    std::error_code error;
    for (const std::string& path : kept.loose) fs::remove(path, error);
    if (!error) total_ -= std::exchange(kept.size, 0);
  }

  const std::string folder_;
  std::map<FileId, Kept> files_;
  std::vector<Item> items_;
  std::uint64_t total_ = 0;
};

}  // namespace

void touch_layout(const std::string& layout) {
  ::utimensat(AT_FDCWD, (layout + "/" + index_name).c_str(), nullptr, 0);
}

void prune_image_cache(const std::string& folder, std::uint64_t most) {
  // Whoever brings an image has blobs in it that belong to no layout yet.
  if (const auto alone = FileLock::try_folder(folder)) ImageCache(folder).prune(most);
}

}  // namespace boltseal
