#include "images/layer_cache.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "archive/byte_stream.h"
#include "base/digest.h"
#include "base/write_all.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

// One more than the last form of FileTree::Node and of this file.
constexpr std::string_view format = "boltseal layer 3\n";
static_assert(std::is_trivially_copyable_v<FileTree::Node>);

// What a file begins with, after `format`; then follow the nodes, the text and the bodies.
struct Head {
  std::uint32_t crc;  // of all that comes after it
  std::uint32_t bodies;
  std::uint64_t nodes, text;
};
struct BodyHead {
  std::uint64_t size;
  std::uint32_t entry;
  std::uint32_t unused;
};

template <class T>
std::string_view raw(const T* values, std::size_t count) {
  static_assert(std::has_unique_object_representations_v<T> || std::is_same_v<T, FileTree::Node>);
  return {reinterpret_cast<const char*>(values), count * sizeof(T)};
}

/// A file that is written piece by piece, so that nothing is held twice.
class Writer {
 public:
  explicit Writer(int file) : file_(file) {}
  void put(std::string_view bytes) {
    crc_ = libdeflate_crc32(crc_, bytes.data(), bytes.size());
    if (waiting_.size() + bytes.size() > most_waiting) flush();
    if (bytes.size() > most_waiting) {
      is_whole_ &= write_all(file_, bytes);
    } else {
      waiting_ += bytes;
    }
  }
  bool finish(Head head) {
    flush();
    head.crc = libdeflate_crc32(0, &head.bodies, sizeof head - offsetof(Head, bodies));
    head.crc ^= crc_;
    const std::string_view bytes = raw(&head, 1);
    return is_whole_ && pwrite(file_, bytes.data(), bytes.size(), format.size()) ==
                            static_cast<ssize_t>(bytes.size());
  }

 private:
  static constexpr std::size_t most_waiting = 256 << 10;
  void flush() {
    is_whole_ &= write_all(file_, waiting_);
    waiting_.clear();
  }
  int file_;
  std::string waiting_;
  std::uint32_t crc_ = 0;
  bool is_whole_ = true;
};

bool write_layer(int file, const Layer& layer) {
  const Head head{0, static_cast<std::uint32_t>(layer.bodies.size()), layer.tree.nodes().size(),
                  layer.tree.text().size()};
  if (!write_all(file, format) || !write_all(file, raw(&head, 1))) return false;
  Writer writer(file);
  for (const auto& piece : layer.tree.nodes().pieces()) writer.put(raw(piece.data(), piece.size()));
  for (const auto& piece : layer.tree.text().pieces()) writer.put(raw(piece.data(), piece.size()));
  for (const auto& [entry, bytes] : layer.bodies) {
    const BodyHead body{bytes.size(), entry, 0};
    writer.put(raw(&body, 1));
    writer.put(bytes);
  }
  return writer.finish(head);
}

/// Takes a file in its order.
class Reader {
 public:
  explicit Reader(const OpenFile& file)
      : stream_(file.stream(0, file.size())), left_(file.size()) {}
  /// What is left is never more than the file has, so that a size may be believed when it fits.
  std::uint64_t left() const { return left_; }
  bool take(void* to, std::size_t size) {
    char* out = static_cast<char*>(to);
    if (size > left_) return false;
    left_ -= size;
    while (size > 0) {
      if (window_.empty()) {
        const auto piece = stream_->next();
        if (!piece || piece->empty()) return false;
        window_ = *piece;
      }
      const std::string_view taken = window_.substr(0, size);
      taken.copy(out, taken.size());
      crc_ = libdeflate_crc32(crc_, out, taken.size());
      window_.remove_prefix(taken.size());
      out += taken.size();
      size -= taken.size();
    }
    return true;
  }
  std::uint32_t take_crc() { return std::exchange(crc_, 0); }

 private:
  std::unique_ptr<ByteStream> stream_;
  std::uint64_t left_;
  std::string_view window_;
  std::uint32_t crc_ = 0;
};

template <class T, std::size_t piece>
bool take(Reader& reader, Chunks<T, piece>& chunks, std::uint64_t count) {
  if (count > reader.left() / sizeof(T)) return false;
  while (chunks.size() < count) {
    const auto room = chunks.add_piece(std::min<std::uint64_t>(piece, count - chunks.size()));
    if (!reader.take(static_cast<void*>(room.data()), room.size_bytes())) return false;
  }
  return true;
}

std::optional<Layer> read_layer(const OpenFile& file) {
  Reader reader(file);
  char begin[format.size()];
  Head head{};
  FileTree::Parts parts;
  Layer layer;
  if (!reader.take(begin, sizeof begin) || std::string_view(begin, sizeof begin) != format ||
      !reader.take(&head, sizeof head)) {
    return std::nullopt;
  }
  reader.take_crc();
  if (!take(reader, parts.nodes, head.nodes) || !take(reader, parts.text, head.text)) {
    return std::nullopt;
  }
  for (std::uint32_t i = 0; i < head.bodies; ++i) {
    BodyHead body{};
    if (!reader.take(&body, sizeof body) || body.size > reader.left()) return std::nullopt;
    std::string bytes(body.size, '\0');
    if (!reader.take(bytes.data(), bytes.size())) return std::nullopt;
    layer.bodies.emplace(body.entry, std::move(bytes));
  }
  if (reader.left() > 0) return std::nullopt;
  const std::uint32_t crc =
      libdeflate_crc32(0, &head.bodies, sizeof head - offsetof(Head, bodies)) ^ reader.take_crc();
  if (crc != head.crc) return std::nullopt;
  auto tree = FileTree::of(std::move(parts));
  if (!tree) return std::nullopt;
  layer.tree = std::move(*tree);
  return layer;
}

}  // namespace

LayerCache::LayerCache(std::string folder, std::string_view analyser)
    : folder_(std::move(folder)), analyser_(analyser) {}

std::string LayerCache::path_of(std::string_view key) const {
  return folder_ + "/" + sha256_digest(analyser_ + "\n" + std::string(key)).substr(7) + ".layer";
}

std::optional<Layer> LayerCache::find(std::string_view key) const {
  if (folder_.empty() || key.empty()) return std::nullopt;
  const std::string path = path_of(key);
  const auto file = OpenFile::open(path);
  if (!file) return std::nullopt;
  auto layer = read_layer(*file);
  // Used now, for prune().
  if (layer) utimensat(AT_FDCWD, path.c_str(), nullptr, 0);
  return layer;
}

void LayerCache::keep(std::string_view key, const Layer& layer) const {
  if (folder_.empty() || key.empty() || !layer.errors.empty()) return;
  std::error_code error;
  fs::create_directories(folder_, error);
  std::string temporary = folder_ + "/new.XXXXXX";
  const int file = mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return;
  const bool is_whole = write_layer(file, layer);
  close(file);
  // Torn by a crash it has a wrong checksum, so that nothing has to wait for the disk.
  if (!is_whole || std::rename(temporary.c_str(), path_of(key).c_str()) != 0) {
    unlink(temporary.c_str());
  }
}

void LayerCache::prune(std::uint64_t most) const {
  if (folder_.empty()) return;
  struct Kept {
    fs::file_time_type used;
    std::uint64_t size;
    fs::path path;
  };
  std::vector<Kept> all;
  std::uint64_t total = 0;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    std::error_code gone;
    const Kept kept{at->last_write_time(gone), at->file_size(gone), at->path()};
    if (gone) continue;
    total += kept.size;
    all.push_back(kept);
  }
  std::ranges::sort(all, {}, &Kept::used);
  for (const Kept& kept : all) {
    if (total <= most) break;
    std::error_code gone;
    if (fs::remove(kept.path, gone)) total -= kept.size;
  }
}

}  // namespace boltseal
