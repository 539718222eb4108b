#include "archive/zip.h"

#include <libdeflate.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace boltseal {
namespace {

constexpr std::size_t most_entries = 4'000'000;
constexpr std::uint64_t most_directory = 1ull << 30;

constexpr std::string_view end_mark("PK\5\6", 4), entry_mark("PK\1\2", 4), local_mark("PK\3\4", 4),
    end64_mark("PK\6\6", 4), locator64_mark("PK\6\7", 4);

std::uint64_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) {
    value = value << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0);
  }
  return value;
}

std::unexpected<Error> malformed(const OpenFile& file) {
  return fail("is no valid zip archive", file.path());
}

struct Directory {
  std::uint64_t begin = 0, size = 0, count = 0;
};

Result<Directory> find_directory(const OpenFile& file) {
  // The end record has 22 bytes and a comment of up to 64 KiB behind it.
  const std::uint64_t tail_size = std::min<std::uint64_t>(file.size(), 22 + 0xffff);
  const auto tail = file.read(file.size() - tail_size, tail_size);
  if (!tail) return std::unexpected(tail.error());
  const std::size_t at = tail->rfind(end_mark);
  if (at == std::string::npos || tail->size() - at < 22) return malformed(file);
  Directory directory{number(*tail, at + 16, 4), number(*tail, at + 12, 4),
                      number(*tail, at + 10, 2)};
  if (at >= 20 && tail->compare(at - 20, 4, locator64_mark) == 0) {
    const auto end64 = file.read(number(*tail, at - 20 + 8, 8), 56);
    if (!end64) return std::unexpected(end64.error());
    if (!end64->starts_with(end64_mark) || end64->size() < 56) return malformed(file);
    directory = {number(*end64, 48, 8), number(*end64, 40, 8), number(*end64, 32, 8)};
  }
  if (directory.begin > file.size() || directory.size > file.size() - directory.begin ||
      directory.size > most_directory || directory.count > most_entries) {
    return malformed(file);
  }
  return directory;
}

// The extra field with the sizes that did not fit into 32 bits, in the order of the fields.
void read_zip64(std::string_view extra, ZipEntry& entry, bool size, bool packed, bool header) {
  while (extra.size() >= 4) {
    const std::uint64_t id = number(extra, 0, 2), length = number(extra, 2, 2);
    std::string_view body = extra.substr(4, length);
    extra.remove_prefix(std::min<std::size_t>(4 + length, extra.size()));
    if (id != 1) continue;
    const auto take = [&body](std::uint64_t& into) {
      into = number(body, 0, 8);
      body.remove_prefix(std::min<std::size_t>(8, body.size()));
    };
    if (size) take(entry.size);
    if (packed) take(entry.packed_size);
    if (header) take(entry.header);
  }
}

}  // namespace

Result<std::vector<ZipEntry>> list_zip(const OpenFile& file) {
  const auto directory = find_directory(file);
  if (!directory) return std::unexpected(directory.error());
  const auto bytes = file.read(directory->begin, directory->size);
  if (!bytes) return std::unexpected(bytes.error());
  std::vector<ZipEntry> entries;
  std::string_view rest = *bytes;
  for (std::uint64_t i = 0; i < directory->count; ++i) {
    if (!rest.starts_with(entry_mark) || rest.size() < 46) return malformed(file);
    const std::size_t name = number(rest, 28, 2), extra = number(rest, 30, 2),
                      comment = number(rest, 32, 2);
    if (rest.size() - 46 < name + extra + comment) return malformed(file);
    ZipEntry entry;
    entry.path = rest.substr(46, name);
    entry.method = static_cast<std::uint16_t>(number(rest, 10, 2));
    entry.crc = static_cast<std::uint32_t>(number(rest, 16, 4));
    entry.packed_size = number(rest, 20, 4);
    entry.size = number(rest, 24, 4);
    entry.header = number(rest, 42, 4);
    read_zip64(rest.substr(46 + name, extra), entry, entry.size == 0xffffffff,
               entry.packed_size == 0xffffffff, entry.header == 0xffffffff);
    if (!entry.path.ends_with('/')) entries.push_back(std::move(entry));
    rest.remove_prefix(46 + name + extra + comment);
  }
  return entries;
}

Result<std::string> read_zip(const OpenFile& file, const ZipEntry& entry, std::uint64_t most) {
  const std::string where = file.path() + "/" + entry.path;
  if (entry.size > most || entry.packed_size > most) return fail("is too large to be read", where);
  const auto local = file.read(entry.header, 30);
  if (!local) return std::unexpected(local.error());
  if (!local->starts_with(local_mark) || local->size() < 30) return malformed(file);
  const std::uint64_t begin = entry.header + 30 + number(*local, 26, 2) + number(*local, 28, 2);
  auto packed = file.read(begin, entry.packed_size);
  if (!packed) return std::unexpected(packed.error());
  if (packed->size() != entry.packed_size) return fail("is cut off", where);
  std::string bytes;
  if (entry.method == 0) {
    bytes = std::move(*packed);
  } else if (entry.method == 8) {
    // deflate makes at most 1,032 bytes of one.
    if (entry.size / 1033 > entry.packed_size)
      return fail("says a size that it cannot have", where);
    bytes.resize(entry.size);
    const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> unpacker(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!unpacker ||
        libdeflate_deflate_decompress(unpacker.get(), packed->data(), packed->size(), bytes.data(),
                                      bytes.size(), nullptr) != LIBDEFLATE_SUCCESS) {
      return fail("cannot be unpacked", where);
    }
  } else {
    return fail("is packed by a method that is not known here", where);
  }
  if (bytes.size() != entry.size || libdeflate_crc32(0, bytes.data(), bytes.size()) != entry.crc) {
    return fail("has a wrong checksum", where);
  }
  return bytes;
}

}  // namespace boltseal
