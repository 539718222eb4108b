#include "images/blob_store.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "archive/tar.h"
#include "base/files.h"
#include "images/file_tree.h"

namespace boltseal {
namespace {

class Archive final : public BlobStore {
 public:
  explicit Archive(OpenFile file) : file_(std::move(file)) {}

  Result<void> read_index() {
    TarReader tar(file_.stream(0, file_.size()));
    while (true) {
      const auto has_next = tar.next();
      if (!has_next) return fail(has_next.error().message, file_.path());
      if (!*has_next) return {};
      const TarEntry& entry = tar.entry();
      const auto path = inner_path(entry.path);
      if (!path || path->empty()) continue;
      if (places_.size() > most_files) return fail("has too many files for an image", file_.path());
      if (entry.kind == TarEntry::Kind::file && !entry.is_sparse) {
        places_[*path] = {entry.offset, entry.stored, {}};
      } else if (entry.kind == TarEntry::Kind::symbolic_link) {
        // Docker 1.10 to 24 wrote a layer that several images share once, and links to it.
        const auto target = inner_path(resolve(directory_of(*path), entry.link));
        if (target) places_[*path] = {0, 0, *target};
      } else if (entry.kind == TarEntry::Kind::hard_link) {
        // tar writes so what is in a folder under two names.
        const auto target = inner_path(entry.link);
        if (target) places_[*path] = {0, 0, *target};
      }
    }
  }

  bool has(std::string_view name) const override { return find(name) != nullptr; }

  Result<std::unique_ptr<ByteStream>> open(std::string_view name) const override {
    const Place* const place = find(name);
    if (place == nullptr) return fail("holds no " + std::string(name), file_.path());
    return file_.stream(place->offset, place->size);
  }

  std::string identity(std::string_view name) const override {
    const Place* const place = find(name);
    const std::string file = file_.identity();
    if (place == nullptr || file.empty()) return {};
    return file + ":" + std::to_string(place->offset) + ":" + std::to_string(place->size);
  }

 private:
  static constexpr std::size_t most_files = 100'000;
  struct Place {
    std::uint64_t offset, size;
    std::string link;
  };

  const Place* find(std::string_view name) const {
    auto found = places_.find(std::string(name));
    for (int links = 0; found != places_.end() && !found->second.link.empty(); ++links) {
      if (links == 10) return nullptr;
      found = places_.find(found->second.link);
    }
    return found == places_.end() ? nullptr : &found->second;
  }

  OpenFile file_;
  std::map<std::string, Place> places_;
};

class Folder final : public BlobStore {
 public:
  Folder(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  ~Folder() override { close(descriptor_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  bool has(std::string_view name) const override { return open_inside(name).has_value(); }

  Result<std::unique_ptr<ByteStream>> open(std::string_view name) const override {
    auto file = open_inside(name);
    if (!file) return std::unexpected(file.error());
    return std::make_unique<Owning>(std::move(*file));
  }

  std::string identity(std::string_view name) const override {
    const auto file = open_inside(name);
    return file ? file->identity() : std::string();
  }

 private:
  // A stream together with the file that it reads.
  class Owning final : public ByteStream {
   public:
    explicit Owning(OpenFile file)
        : file_(std::move(file)), stream_(file_.stream(0, file_.size())) {}
    Result<std::string_view> next() override { return stream_->next(); }
    Result<std::uint64_t> skip(std::uint64_t count) override { return stream_->skip(count); }

   private:
    OpenFile file_;
    std::unique_ptr<ByteStream> stream_;
  };

  // The kernel sees to it that nothing on the way leads out, by name or by link.
  Result<OpenFile> open_inside(std::string_view name) const {
    open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const int file = static_cast<int>(
        syscall(SYS_openat2, descriptor_, std::string(name).c_str(), &how, sizeof how));
    if (file < 0 && errno == EXDEV) return fail("leads out of the image", std::string(name));
    struct stat status{};
    if (file < 0 || fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
      if (file >= 0) close(file);
      return fail("holds no " + std::string(name), path_);
    }
    return OpenFile::adopt(file, path_ + "/" + std::string(name));
  }

  std::string path_;
  int descriptor_;
};

}  // namespace

Result<std::unique_ptr<BlobStore>> open_archive(OpenFile file) {
  auto archive = std::make_unique<Archive>(std::move(file));
  if (auto read = archive->read_index(); !read) return std::unexpected(read.error());
  return archive;
}

Result<std::unique_ptr<BlobStore>> open_archive(const std::string& path) {
  auto file = OpenFile::open(path);
  if (!file) return std::unexpected(file.error());
  return open_archive(std::move(*file));
}

Result<std::unique_ptr<BlobStore>> open_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return fail("is no folder", path);
  return std::make_unique<Folder>(path, folder);
}

Result<std::string> read_blob(const BlobStore& store, std::string_view name, std::uint64_t most) {
  const auto stream = store.open(name);
  if (!stream) return std::unexpected(stream.error());
  auto all = read_all(**stream, most);
  if (!all && all.error().path.empty()) all.error().path = name;
  return all;
}

}  // namespace boltseal
