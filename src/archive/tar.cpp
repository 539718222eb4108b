#include "archive/tar.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "base/text.h"

namespace boltseal {
namespace {

constexpr std::size_t block_size = 512;
// A name, or all that pax says of an entry: as Go's archive/tar, which Docker reads with.
constexpr std::uint64_t most_text = 1 << 20;
// All headers before one entry: an archiver writes at most one of each kind.
constexpr std::uint64_t most_extensions = 4 * most_text;

// Where the fields of a header stand (POSIX.1-2017 pax, "ustar Interchange Format").
struct Field {
  std::size_t begin, size;
};
constexpr Field name_field{0, 100}, mode_field{100, 8}, user_field{108, 8}, group_field{116, 8},
    size_field{124, 12}, checksum_field{148, 8}, link_field{157, 100}, magic_field{257, 8},
    major_field{329, 8}, minor_field{337, 8}, prefix_field{345, 155}, star_prefix_field{345, 131};
// GNU's own (tar manual, "Basic Tar Format"): four pieces of a sparse file, and its size.
constexpr Field sparse_field{386, 4 * 24}, sparse_more_field{482, 1}, real_size_field{483, 12};

std::string_view raw(const char (&block)[block_size], Field field) {
  return {block + field.begin, field.size};
}

std::string_view text(const char (&block)[block_size], Field field) {
  const std::string_view bytes = raw(block, field);
  return bytes.substr(0, bytes.find('\0'));
}

// Octal digits between spaces and zeros, or with the highest bit set a number in base 256.
std::optional<std::uint64_t> number(std::string_view bytes) {
  if (!bytes.empty() && (bytes.front() & 0x80) != 0) {
    std::uint64_t value = static_cast<unsigned char>(bytes.front()) & 0x7f;
    if (value & 0x40) return std::nullopt;  // negative
    for (const char c : bytes.substr(1)) {
      if (value >> 55 != 0) return std::nullopt;
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  const auto is_padding = [](char c) { return c == ' ' || c == '\0'; };
  while (!bytes.empty() && is_padding(bytes.front())) bytes.remove_prefix(1);
  while (!bytes.empty() && is_padding(bytes.back())) bytes.remove_suffix(1);
  bytes = bytes.substr(0, bytes.find('\0'));
  std::uint64_t value = 0;
  for (const char c : bytes) {
    if (c < '0' || c > '7' || value >> 60 != 0) return std::nullopt;
    value = value * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

std::optional<std::uint64_t> decimal(std::string_view digits) {
  const auto value = parse_int(digits);
  if (!value || *value < 0 || digits.starts_with('+')) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

bool is_zero(const char (&block)[block_size]) {
  return std::ranges::all_of(block, [](char c) { return c == '\0'; });
}

// Old archivers summed signed bytes.
bool has_checksum(const char (&block)[block_size]) {
  const auto stated = number(raw(block, checksum_field));
  if (!stated) return false;
  std::int64_t as_unsigned = 0, as_signed = 0;
  for (std::size_t i = 0; i < block_size; ++i) {
    const bool is_sum = i >= checksum_field.begin && i < checksum_field.begin + checksum_field.size;
    const char c = is_sum ? ' ' : block[i];
    as_unsigned += static_cast<unsigned char>(c);
    as_signed += static_cast<signed char>(c);
  }
  const auto sum = static_cast<std::int64_t>(*stated);
  return sum == as_unsigned || sum == as_signed;
}

TarEntry::Kind kind_of(char flag) {
  using enum TarEntry::Kind;
  switch (flag) {
    case '0':
    case '\0':
    case '7':  // contiguous
    case 'S': return file;
    case '1': return hard_link;
    case '2': return symbolic_link;
    case '3': return character_device;
    case '4': return block_device;
    case '5': return folder;
    case '6': return fifo;
    default: return other;
  }
}

Result<std::string_view> cut_off() { return fail("is cut off in the middle of an entry"); }

}  // namespace

struct TarReader::Pending {
  std::optional<std::string> path, link;
  std::optional<std::string> sparse_path;  // of pax, where `path` is that of no real file
  std::optional<std::uint64_t> size, user, group;
  bool has_capabilities = false;
  // GNU's sparse files in pax: the version, the size, the map or where it begins.
  bool is_sparse = false;
  bool map_in_body = false;
  std::optional<std::uint64_t> real_size;
  std::vector<std::uint64_t> map;  // offset, size, offset, size …
};

Result<std::string_view> TarReader::take(std::uint64_t most) {
  if (window_.empty()) {
    const auto piece = stream_->next();
    if (!piece) return std::unexpected(piece.error());
    window_ = *piece;
  }
  const std::string_view taken = window_.substr(0, most);
  window_.remove_prefix(taken.size());
  at_ += taken.size();
  return taken;
}

Result<void> TarReader::skip(std::uint64_t count) {
  const std::size_t here = std::min<std::uint64_t>(count, window_.size());
  window_.remove_prefix(here);
  at_ += count;
  if (here == count) return {};
  const auto skipped = stream_->skip(count - here);
  if (!skipped) return std::unexpected(skipped.error());
  if (*skipped < count - here) return std::unexpected(cut_off().error());
  return {};
}

Result<bool> TarReader::read_block(char (&block)[block_size]) {
  std::size_t filled = 0;
  while (filled < block_size) {
    const auto piece = take(block_size - filled);
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) {
      if (filled == 0) return false;
      return std::unexpected(cut_off().error());
    }
    piece->copy(block + filled, piece->size());
    filled += piece->size();
  }
  return true;
}

Result<std::string> TarReader::read_text(std::uint64_t size) {
  if (size > most_text) return fail("has a name or attributes of more than 1 MiB");
  std::string all;
  while (all.size() < size) {
    const auto piece = take(size - all.size());
    if (!piece) return std::unexpected(piece.error());
    if (piece->empty()) return std::unexpected(cut_off().error());
    all += *piece;
  }
  if (auto padded = skip((block_size - size % block_size) % block_size); !padded) {
    return std::unexpected(padded.error());
  }
  return all;
}

// Records of "length key=value\n", the length counting itself.
Result<void> TarReader::read_pax(std::string_view records, Pending& pending) {
  while (!records.empty()) {
    const std::size_t space = records.find(' ');
    const auto length = decimal(records.substr(0, std::min(space, records.size())));
    if (space == std::string_view::npos || !length || *length > records.size() ||
        *length <= space + 1 || records[*length - 1] != '\n') {
      return fail("has malformed pax attributes");
    }
    const std::string_view record = records.substr(space + 1, *length - space - 2);
    records.remove_prefix(*length);
    const std::size_t equals = record.find('=');
    if (equals == std::string_view::npos) return fail("has malformed pax attributes");
    const std::string_view key = record.substr(0, equals), value = record.substr(equals + 1);

    // An empty value takes back what a global header said, and those are not read.
    if (value.empty()) continue;
    const auto into = [&](std::optional<std::uint64_t>& to) -> bool {
      to = decimal(value);
      return to.has_value();
    };
    bool is_right = true;
    if (key == "path") {
      pending.path = value;
    } else if (key == "linkpath") {
      pending.link = value;
    } else if (key == "size") {
      is_right = into(pending.size);
    } else if (key == "uid") {
      is_right = into(pending.user);
    } else if (key == "gid") {
      is_right = into(pending.group);
    } else if (key == "SCHILY.xattr.security.capability") {
      pending.has_capabilities = true;
    } else if (key == "GNU.sparse.major") {
      pending.is_sparse = true;
      pending.map_in_body = value != "0";
    } else if (key == "GNU.sparse.name") {
      pending.sparse_path = value;
    } else if (key == "GNU.sparse.size" || key == "GNU.sparse.realsize") {
      pending.is_sparse = true;
      is_right = into(pending.real_size);
    } else if (key == "GNU.sparse.offset" || key == "GNU.sparse.numbytes") {
      const auto one = decimal(value);
      is_right = one.has_value() && (pending.map.size() % 2 == 0) == (key == "GNU.sparse.offset");
      if (is_right) pending.map.push_back(*one);
    } else if (key == "GNU.sparse.map") {
      pending.map.clear();
      for (const std::string_view part : split(value, ',')) {
        const auto one = decimal(part);
        if (!one) return fail("has a malformed map of a sparse file");
        pending.map.push_back(*one);
      }
    }
    if (!is_right) return fail("has malformed pax attributes");
  }
  return {};
}

Result<void> TarReader::read_old_sparse(const char (&block)[block_size]) {
  const auto real_size = number(raw(block, real_size_field));
  if (!real_size) return fail("has a malformed map of a sparse file");
  entry_.size = *real_size;
  const auto add = [&](std::string_view map) {
    for (; map.size() >= 24; map.remove_prefix(24)) {
      if (map.front() == '\0') return true;
      const auto offset = number(map.substr(0, 12)), size = number(map.substr(12, 12));
      if (!offset || !size) return false;
      pieces_.emplace_back(*offset, *size);
    }
    return true;
  };
  if (!add(raw(block, sparse_field))) return fail("has a malformed map of a sparse file");
  bool has_more = raw(block, sparse_more_field).front() != '\0';
  while (has_more) {
    char more[block_size];
    const auto got = read_block(more);
    if (!got) return std::unexpected(got.error());
    if (!*got) return std::unexpected(cut_off().error());
    if (pieces_.size() > most_text / 24 || !add({more, 21 * 24})) {
      return fail("has a malformed map of a sparse file");
    }
    has_more = more[504] != '\0';
  }
  return {};
}

// The map of GNU's sparse format 1.0 stands before the bytes: decimal numbers, one a line, padded.
Result<void> TarReader::read_sparse_map(Pending& pending) {
  std::string text;
  std::size_t at = 0;
  const auto read_number = [&]() -> Result<std::uint64_t> {
    std::size_t end = text.find('\n', at);
    while (end == std::string::npos) {
      if (text.size() > most_text || left_ < block_size) {
        return fail("has a malformed map of a sparse file");
      }
      char block[block_size];
      const auto got = read_block(block);
      if (!got) return std::unexpected(got.error());
      if (!*got) return std::unexpected(cut_off().error());
      left_ -= block_size;
      text.append(block, block_size);
      end = text.find('\n', at);
    }
    const auto value = decimal(std::string_view(text).substr(at, end - at));
    at = end + 1;
    if (!value) return fail("has a malformed map of a sparse file");
    return *value;
  };
  const auto count = read_number();
  if (!count) return std::unexpected(count.error());
  for (std::uint64_t i = 0; i < *count; ++i) {
    for (int half = 0; half < 2; ++half) {
      const auto value = read_number();
      if (!value) return std::unexpected(value.error());
      pending.map.push_back(*value);
    }
  }
  return {};
}

Result<void> TarReader::read_header(const char (&block)[block_size], Pending& pending) {
  const auto size = number(raw(block, size_field)), mode = number(raw(block, mode_field)),
             user = number(raw(block, user_field)), group = number(raw(block, group_field));
  const auto major = number(raw(block, major_field)), minor = number(raw(block, minor_field));
  if (!size || !mode || !user || !group) return fail("has a header that is no number");
  const char flag = block[156];
  entry_ = {};
  pieces_.clear();
  entry_.kind = kind_of(flag);
  entry_.path = text(block, name_field);
  entry_.link = text(block, link_field);
  if (raw(block, magic_field).starts_with(std::string_view("ustar\0", 6))) {
    const bool is_star = std::string_view(block + 508, 4) == std::string_view("tar\0", 4);
    const std::string_view prefix = text(block, is_star ? star_prefix_field : prefix_field);
    if (!prefix.empty()) entry_.path = std::string(prefix) + "/" + entry_.path;
  }
  if (pending.sparse_path) pending.path = std::move(pending.sparse_path);
  if (pending.path) entry_.path = std::move(*pending.path);
  if (pending.link) entry_.link = std::move(*pending.link);
  if (flag == '\0' && entry_.path.ends_with('/')) entry_.kind = TarEntry::Kind::folder;
  entry_.mode = static_cast<std::uint32_t>(*mode & 07777);
  entry_.user = static_cast<std::uint32_t>(pending.user.value_or(*user));
  entry_.group = static_cast<std::uint32_t>(pending.group.value_or(*group));
  entry_.device_major = static_cast<std::uint32_t>(major.value_or(0));
  entry_.device_minor = static_cast<std::uint32_t>(minor.value_or(0));
  entry_.has_capabilities = pending.has_capabilities;
  // As Go reads: what is only a header has no body, whatever its size says.
  const bool has_body = entry_.kind == TarEntry::Kind::file || entry_.kind == TarEntry::Kind::other;
  left_ = has_body ? pending.size.value_or(*size) : 0;
  if (left_ > INT64_MAX) return fail("has an entry of an impossible size");
  padding_ = (block_size - left_ % block_size) % block_size;
  entry_.size = left_;

  if (flag == 'S') {
    entry_.is_sparse = true;
    if (auto read = read_old_sparse(block); !read) return read;
  } else if (pending.is_sparse && entry_.kind == TarEntry::Kind::file) {
    entry_.is_sparse = true;
    entry_.size = pending.real_size.value_or(left_);
    if (pending.map_in_body) {
      if (auto read = read_sparse_map(pending); !read) return read;
    }
    if (pending.map.size() % 2 != 0) return fail("has a malformed map of a sparse file");
    for (std::size_t i = 0; i < pending.map.size(); i += 2) {
      pieces_.emplace_back(pending.map[i], pending.map[i + 1]);
    }
  }
  std::uint64_t end = 0, stored = 0;
  for (const auto& [offset, length] : pieces_) {
    if (offset < end || length > entry_.size || offset > entry_.size - length) {
      return fail("has a malformed map of a sparse file");
    }
    end = offset + length;
    stored += length;
  }
  if (entry_.is_sparse && stored > left_) return fail("has a malformed map of a sparse file");
  entry_.offset = at_;
  entry_.stored = left_;
  return {};
}

Result<bool> TarReader::next() {
  if (left_ + padding_ > 0) {
    if (auto skipped = skip(left_ + padding_); !skipped) return std::unexpected(skipped.error());
    left_ = padding_ = 0;
  }
  Pending pending;
  char block[block_size];
  bool has_extension = false;
  std::uint64_t extensions = 0;
  while (true) {
    const auto got = read_block(block);
    if (!got) return std::unexpected(got.error());
    // An archive may also end without its two blocks of zeros.
    if (!*got || is_zero(block)) {
      if (has_extension) return std::unexpected(cut_off().error());
      return false;
    }
    if (!has_checksum(block)) {
      return fail(at_ == block_size ? "is no tar archive" : "has a header with a wrong checksum");
    }
    const char flag = block[156];
    if (flag != 'x' && flag != 'X' && flag != 'g' && flag != 'L' && flag != 'K') break;
    const auto size = number(raw(block, size_field));
    if (!size) return fail("has a header that is no number");
    extensions += block_size + std::min(*size, most_extensions);
    if (extensions > most_extensions) {
      return fail("has a name or attributes of more than 1 MiB");
    }
    auto extension = read_text(*size);
    if (!extension) return std::unexpected(extension.error());
    if (flag == 'L' || flag == 'K') {
      extension->resize(std::min(extension->size(), extension->find('\0')));
      (flag == 'L' ? pending.path : pending.link) = std::move(*extension);
      has_extension = true;
    } else if (flag != 'g') {
      if (auto read = read_pax(*extension, pending); !read) return std::unexpected(read.error());
      has_extension = true;
    }
    // A global header would set defaults; git writes a comment there, and Docker ignores all.
  }
  if (auto read = read_header(block, pending); !read) return std::unexpected(read.error());
  return true;
}

Result<void> TarReader::finish() {
  window_ = {};
  const auto skipped = stream_->skip(UINT64_MAX);
  if (!skipped) return std::unexpected(skipped.error());
  return {};
}

Result<std::string> TarReader::read_body(std::uint64_t most) {
  if (entry_.size > most) {
    return fail("has " + std::to_string(entry_.size) + " bytes, and at most " +
                std::to_string(most) + " are read");
  }
  std::string bytes;
  const auto fill = [&](std::uint64_t begin, std::uint64_t count) -> Result<void> {
    if (bytes.size() < begin) bytes.resize(begin, '\0');
    while (count > 0) {
      const auto piece = take(count);
      if (!piece) return std::unexpected(piece.error());
      if (piece->empty()) return std::unexpected(cut_off().error());
      bytes += *piece;
      left_ -= piece->size();
      count -= piece->size();
    }
    return {};
  };
  if (!entry_.is_sparse) {
    bytes.reserve(std::min<std::uint64_t>(left_, 1 << 20));  // the size may be a lie
    if (auto filled = fill(0, left_); !filled) return std::unexpected(filled.error());
    return bytes;
  }
  for (const auto& [offset, size] : pieces_) {
    if (auto filled = fill(offset, size); !filled) return std::unexpected(filled.error());
  }
  bytes.resize(entry_.size, '\0');
  return bytes;
}

/// The rest of an entry's body; takes from the reader.
class TarBody final : public ByteStream {
 public:
  explicit TarBody(TarReader& reader) : reader_(reader) {}

  Result<std::string_view> next() override {
    if (reader_.left_ == 0) return std::string_view();
    const auto piece = reader_.take(reader_.left_);
    if (!piece) return piece;
    if (piece->empty()) return cut_off();
    reader_.left_ -= piece->size();
    return piece;
  }

  Result<std::uint64_t> skip(std::uint64_t count) override {
    const std::uint64_t skipped = std::min(count, reader_.left_);
    if (auto done = reader_.skip(skipped); !done) return std::unexpected(done.error());
    reader_.left_ -= skipped;
    return skipped;
  }

 private:
  TarReader& reader_;
};

std::unique_ptr<ByteStream> TarReader::body() { return std::make_unique<TarBody>(*this); }

}  // namespace boltseal
