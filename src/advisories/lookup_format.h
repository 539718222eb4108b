#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

// The lookup file: what the writer and the reader share. Numbers are little-endian.
//
//   header     magic, format version, the digest of all that follows the header, and where each
//              section begins and how large it is
//   info       JSON: the sources with their dates, digests and counts
//   strings    each once, as a varint of its length and its bytes; named by its offset, 0 is ""
//   directory  65537 numbers of 4 bytes: where in `packages` the hashes with these upper 16 bits
//              begin
//   packages   16 bytes for each (ecosystem, package), by hash: the hash, where in `rows` its rows
//              are, and how many bytes they have
//   rows       by package, as varints; see lookup_encode.cpp
//   records    where in `vulnerabilities` each begins, 4 bytes each
//   vulnerabilities  by id, as varints
//   support    series of products by name, each as four texts: product, series, the last day of
//              security updates, and the day for which that is right
//
// A signature, where there is one, lies beside it in FILE.sig (ed25519 over the header).

namespace boltseal::lookup {

static_assert(std::endian::native == std::endian::little);

inline constexpr std::string_view magic = "BOLTSEAL ADVISORIES\n";
inline constexpr std::uint32_t format_version = 2;

enum Section : std::size_t {
  info,
  strings,
  directory,
  packages,
  rows,
  records,
  vulnerabilities,
  support,
  section_count,
};

struct Place {
  std::uint64_t begin = 0, size = 0;
};

struct Header {
  std::array<char, 20> magic_text = {};
  std::uint32_t version = 0;
  std::array<char, 72> digest = {};  // "sha256:…" and a NUL
  std::array<Place, section_count> sections = {};
};
static_assert(sizeof(Header) == 96 + 16 * section_count);

struct PackageEntry {
  std::uint64_t hash = 0;
  std::uint32_t begin = 0, size = 0;  // in `rows`
};
static_assert(sizeof(PackageEntry) == 16);

inline constexpr std::size_t directory_bits = 16;
inline constexpr std::size_t directory_size = (std::size_t{1} << directory_bits) + 1;

/// FNV-1a, then mixed so that the upper bits are even (the finaliser of MurmurHash3): stable over
/// machines, which std::hash is not.
inline std::uint64_t hash_of(std::string_view ecosystem, std::string_view package) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto take = [&hash](std::string_view text) {
    for (const char c : text) {
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
  };
  take(ecosystem);
  take(std::string_view("\0", 1));
  take(package);
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53;
  return hash ^ hash >> 33;
}

inline void put_number(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

/// Reads varints from bytes that may be anything: what is not there is 0, and `is_good` false.
class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : next_(bytes.data()), end_(next_ + bytes.size()) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && next_ != end_; shift += 7) {
      const auto byte = static_cast<unsigned char>(*next_++);
      value |= std::uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return value;
    }
    next_ = end_;
    is_good_ = false;
    return 0;
  }
  std::string_view bytes(std::uint64_t count) {
    if (count > static_cast<std::uint64_t>(end_ - next_)) {
      next_ = end_;
      is_good_ = false;
      return {};
    }
    return {std::exchange(next_, next_ + count), static_cast<std::size_t>(count)};
  }
  bool is_good() const { return is_good_; }
  bool is_at_end() const { return next_ == end_; }

 private:
  const char *next_, *end_;
  bool is_good_ = true;
};

// Bits of a row that say what follows.
enum RowPart : std::uint8_t {
  has_note = 1,
  has_modularity = 2,
  has_architectures = 4,
  has_versions = 8,
  has_severities = 16,
  has_advisory = 32,
};
// How an interval of versions ends.
enum End : std::uint8_t { open, before_fix, at_last, before_limit };

}  // namespace boltseal::lookup
