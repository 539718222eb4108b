#include "packages/rpm/sqlite_log.h"

#include <bit>

#include "packages/rpm/bytes.h"

namespace boltseal::rpm {
namespace {

constexpr std::size_t header_size = 32, frame_header_size = 24;
constexpr std::uint32_t magic = 0x377f0682;  // or one more, where checksums are of big-endian words
constexpr std::uint32_t version = 3007000;

std::uint32_t big(std::string_view bytes, std::size_t at) {
  return number_at<std::uint32_t>(bytes, at, std::endian::big);
}

/// Runs on from the header over all frames.
struct Checksum {
  std::endian order;
  std::uint32_t first = 0, second = 0;

  void add(std::string_view bytes) {
    for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first += number_at<std::uint32_t>(bytes, at, order) + second;
      second += number_at<std::uint32_t>(bytes, at + 4, order) + first;
    }
  }
  bool is_at(std::string_view bytes, std::size_t at) const {
    return big(bytes, at) == first && big(bytes, at + 4) == second;
  }
};

}  // namespace

std::optional<SqliteLog> SqliteLog::read(std::string_view file) {
  if (file.size() < header_size || (big(file, 0) & ~1u) != magic || big(file, 4) != version) {
    return std::nullopt;
  }
  SqliteLog log;
  log.file_ = file;
  log.page_size_ = big(file, 8);
  if (log.page_size_ < 512 || log.page_size_ > 65536 || !std::has_single_bit(log.page_size_)) {
    return std::nullopt;
  }
  Checksum sum{(big(file, 0) & 1) != 0 ? std::endian::big : std::endian::little};
  sum.add(file.substr(0, 24));
  if (!sum.is_at(file, 24)) return std::nullopt;
  const std::string_view salts = file.substr(16, 8);
  std::map<std::uint32_t, std::size_t> pending;  // of a transaction that is not committed yet
  const std::size_t frame_size = frame_header_size + log.page_size_;
  for (std::size_t at = header_size; file.size() - at >= frame_size; at += frame_size) {
    const std::string_view frame = file.substr(at, frame_size);
    const std::uint32_t page = big(frame, 0), pages = big(frame, 4);
    sum.add(frame.substr(0, 8));
    sum.add(frame.substr(frame_header_size));
    // What an earlier use of the file left behind.
    if (page == 0 || frame.substr(8, 8) != salts || !sum.is_at(frame, 16)) break;
    pending[page] = at + frame_header_size;
    if (pages == 0) continue;
    for (const auto& [number, place] : pending) log.places_[number] = place;
    pending.clear();
    log.pages_ = pages;
  }
  return log;
}

std::optional<std::string_view> SqliteLog::page(std::uint32_t number) const {
  const auto found = places_.find(number);
  if (found == places_.end()) return std::nullopt;
  return file_.substr(found->second, page_size_);
}

}  // namespace boltseal::rpm
