#include "advisories/feed_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include "archive/tar.h"
#include "archive/unpack.h"
#include "archive/zip.h"
#include "base/files.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

// NVD's and Debian's whole data in one JSON have about 100 MB.
constexpr std::uint64_t most_file = 1ull << 30;
constexpr int most_depth = 32;

using Take = std::function<void(FoundFile)>;
using Complain = std::function<void(Error)>;

bool is_tar(std::string_view begin) {
  return begin.size() >= 262 && begin.substr(257, 5) == "ustar";
}

Result<void> read_tar(std::unique_ptr<ByteStream> stream, const std::string& path,
                      const Take& take) {
  TarReader tar(std::move(stream));
  while (true) {
    const auto has_next = tar.next();
    if (!has_next) return fail(has_next.error().message, path);
    if (!*has_next) return {};
    if (tar.entry().kind != TarEntry::Kind::file) continue;
    const std::string inner = path + "/" + tar.entry().path;
    auto body = tar.read_body(most_file);
    if (!body) return fail(body.error().message, inner);
    take({inner, std::move(*body)});
  }
}

// What is left of the name tells what is in it: "osv.jsonl.zst" is a file "osv.jsonl". A web server
// compresses without another name.
std::string unpacked_name(const std::string& path) {
  const std::size_t dot = path.rfind('.');
  for (const std::string_view ending : {".gz", ".zst", ".xz", ".bz2"}) {
    if (path.ends_with(ending)) return path.substr(0, dot);
  }
  return path;
}

Result<void> read_file(const std::string& path, const Take& take, const Complain& trouble) {
  const auto file = OpenFile::open(path);
  if (!file) return std::unexpected(file.error());
  const auto begin = file->read(0, 512);
  if (!begin) return std::unexpected(begin.error());
  if (begin->starts_with("PK\3\4")) {
    const auto entries = list_zip(*file);
    if (!entries) return std::unexpected(entries.error());
    for (const ZipEntry& entry : *entries) {
      auto bytes = read_zip(*file, entry, most_file);
      if (bytes) {
        take({path + "/" + entry.path, std::move(*bytes)});
      } else {
        trouble(bytes.error());
      }
    }
    return {};
  }
  const Compression compression = compression_of(*begin);
  const auto open = [&] { return unpack(file->stream(0, file->size()), compression); };
  std::string head = *begin;
  if (compression != Compression::none) {
    const auto stream = open();
    const auto piece = stream->next();
    if (!piece) return fail(piece.error().message, path);
    head = piece->substr(0, 512);
  }
  if (is_tar(head)) return read_tar(open(), path, take);
  const auto stream = open();
  auto bytes = read_all(*stream, most_file);
  if (!bytes) return fail(bytes.error().message, path);
  take({compression == Compression::none ? path : unpacked_name(path), std::move(*bytes)});
  return {};
}

Result<void> read_folder(const std::string& path, int depth, const Take& take,
                         const Complain& trouble) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    entries.push_back(*at);
  }
  if (error) return fail("cannot be read: " + error.message(), path);
  std::ranges::sort(entries, {}, [](const fs::directory_entry& entry) { return entry.path(); });
  for (const fs::directory_entry& entry : entries) {
    const std::string inner = entry.path().string();
    // A checkout's own matters are no advisories.
    if (base_name(inner).starts_with('.')) continue;
    std::error_code unknown;
    Result<void> read;
    if (entry.is_directory(unknown) && !entry.is_symlink(unknown)) {
      if (depth < most_depth) read = read_folder(inner, depth + 1, take, trouble);
    } else if (entry.is_regular_file(unknown)) {
      read = read_file(inner, take, trouble);
    }
    if (!read) trouble(read.error());
  }
  return {};
}

}  // namespace

Result<void> for_each_file(const std::string& path, const Take& take, const Complain& trouble) {
  std::error_code error;
  if (fs::is_directory(path, error)) return read_folder(path, 0, take, trouble);
  return read_file(path, take, trouble);
}

}  // namespace boltseal
