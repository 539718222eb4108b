#include "images/layer_cache.h"

#include <fcntl.h>
#include <libdeflate.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
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
constexpr std::string_view format = "boltseal layer 2\n";
static_assert(std::is_trivially_copyable_v<FileTree::Node>);

template <class T>
void put(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  T take() {
    T value{};
    if (const std::string_view bytes = text(sizeof value); bytes.size() == sizeof value) {
      std::memcpy(&value, bytes.data(), sizeof value);
    }
    return value;
  }
  std::string_view text(std::uint64_t size) {
    if (size > rest_.size()) {
      is_good_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  bool is_good() const { return is_good_; }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

std::string bytes_of(const Layer& layer) {
  std::string body;
  const auto& nodes = layer.tree.nodes();
  put(body, std::uint64_t{nodes.size()});
  put(body, std::uint64_t{layer.tree.text().size()});
  put(body, std::uint64_t{layer.bodies.size()});
  body.append(reinterpret_cast<const char*>(nodes.data()), nodes.size() * sizeof nodes.front());
  body += layer.tree.text();
  for (const auto& [entry, bytes] : layer.bodies) {
    put(body, entry);
    put(body, std::uint64_t{bytes.size()});
    body += bytes;
  }
  std::string file(format);
  put(file, libdeflate_crc32(0, body.data(), body.size()));
  return file + body;
}

std::optional<Layer> layer_of(std::string_view file) {
  Reader reader(file);
  if (reader.text(format.size()) != format) return std::nullopt;
  const auto crc = reader.take<std::uint32_t>();
  if (!reader.is_good()) return std::nullopt;
  const std::string_view body = file.substr(format.size() + sizeof crc);
  if (libdeflate_crc32(0, body.data(), body.size()) != crc) return std::nullopt;
  const auto nodes = reader.take<std::uint64_t>(), text = reader.take<std::uint64_t>(),
             bodies = reader.take<std::uint64_t>();
  if (nodes > file.size() / sizeof(FileTree::Node)) return std::nullopt;
  const std::string_view raw = reader.text(nodes * sizeof(FileTree::Node));
  FileTree::Parts parts;
  parts.nodes.resize(nodes);
  if (!reader.is_good()) return std::nullopt;
  std::memcpy(static_cast<void*>(parts.nodes.data()), raw.data(), raw.size());
  parts.text = reader.text(text);
  Layer layer;
  for (std::uint64_t i = 0; i < bodies && reader.is_good(); ++i) {
    const auto entry = reader.take<std::uint32_t>();
    layer.bodies.emplace(entry, reader.text(reader.take<std::uint64_t>()));
  }
  if (!reader.is_good()) return std::nullopt;
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
  const auto bytes = file->read(0, file->size());
  if (!bytes) return std::nullopt;
  auto layer = layer_of(*bytes);
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
  const bool is_whole = write_all(file, bytes_of(layer));
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
