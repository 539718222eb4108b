// The parts of Berkeley DB's hash files (dbinc/db_page.h of Berkeley DB 5.3) that hold the values.

#include <algorithm>
#include <optional>
#include <vector>

#include "packages/rpm/bytes.h"
#include "packages/rpm/headers.h"

namespace boltseal::rpm {
namespace {

constexpr std::uint32_t hash_magic = 0x061561;
constexpr std::size_t page_header = 26;
enum PageType : std::uint8_t { unsorted_hash = 2, overflow = 7, hash = 13 };
enum ItemType : std::uint8_t { inline_data = 1, off_page = 3 };

class Database {
 public:
  Database(std::string_view file, HeaderSink& sink) : file_(file), sink_(sink) {}

  void read() {
    if (number<std::uint32_t>(file_, 12) != hash_magic) {
      order_ = std::endian::big;
      if (number<std::uint32_t>(file_, 12) != hash_magic) {
        return sink_.trouble("is no hash of Berkeley DB", 0);
      }
    }
    page_size_ = number<std::uint32_t>(file_, 20);
    if (page_size_ < 512 || page_size_ > 65536 || (page_size_ & (page_size_ - 1)) != 0) {
      return sink_.trouble("has an impossible size of pages", 20);
    }
    // Encrypted, or with a checksum in each page, which moves what follows it.
    if (number<std::uint8_t>(file_, 24) != 0 || (number<std::uint8_t>(file_, 26) & 1) != 0) {
      return sink_.trouble("is encrypted or has checksums, which rpm never writes", 24);
    }
    const std::uint32_t pages =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(file_.size() / page_size_, 0xffffffff));
    if (number<std::uint32_t>(file_, 32) >= pages) {
      sink_.trouble("is cut off: its header says that it has more pages", file_.size());
    }
    used_.resize(pages);
    // The buckets lie anywhere, so that looking at every page is as good as following them.
    for (std::uint32_t page = 1; page < pages; ++page) {
      const std::uint8_t type = number<std::uint8_t>(file_, place_of(page) + 25);
      if ((type == hash || type == unsorted_hash) && !read_bucket(page)) return;
    }
  }

 private:
  template <class T>
  T number(std::string_view bytes, std::size_t at) const {
    return number_at<T>(bytes, at, order_);
  }
  std::size_t place_of(std::uint32_t page) const { return std::size_t{page} * page_size_; }
  std::string_view page_at(std::uint32_t page) const {
    return slice(file_, place_of(page), page_size_);
  }

  // Keys and values by turns. Their places stand at the begin, the bytes from the end on downwards.
  bool read_bucket(std::uint32_t page) {
    const std::string_view bytes = page_at(page);
    const std::size_t items = number<std::uint16_t>(bytes, 20);
    if (items > (page_size_ - page_header) / 2) {
      sink_.trouble("has a damaged page", place_of(page));
      return true;
    }
    const auto item = [&](std::size_t i) -> std::string_view {
      const std::size_t begin = number<std::uint16_t>(bytes, page_header + 2 * i);
      const std::size_t end =
          i == 0 ? page_size_ : number<std::uint16_t>(bytes, page_header + 2 * (i - 1));
      return begin < end ? slice(bytes, begin, end - begin) : std::string_view();
    };
    for (std::size_t i = 0; i + 1 < items; i += 2) {
      // The record 0 holds the next free number.
      if (number<std::uint32_t>(item(i), 1) == 0) continue;
      const auto value = value_of(item(i + 1));
      if (!value) {
        sink_.trouble("has a damaged package", place_of(page));
      } else if (!sink_.take(*value)) {
        return false;
      }
    }
    return true;
  }

  // Valid until the next one.
  std::optional<std::string_view> value_of(std::string_view item) {
    const std::uint8_t type = number<std::uint8_t>(item, 0);
    if (type == inline_data) return item.substr(1);
    if (type != off_page || item.size() < 12) return std::nullopt;
    std::uint32_t next = number<std::uint32_t>(item, 4);
    const std::uint32_t size = number<std::uint32_t>(item, 8);
    if (size > file_.size()) return std::nullopt;
    value_.clear();
    while (value_.size() < size) {
      // Each page serves once, so that neither cycles nor shared pages cost more than the file is
      // long.
      if (next == 0 || next >= used_.size() || used_[next]) return std::nullopt;
      used_[next] = true;
      const std::string_view bytes = page_at(next);
      const std::size_t here = number<std::uint16_t>(bytes, 22);
      if (number<std::uint8_t>(bytes, 25) != overflow || here == 0) return std::nullopt;
      value_.append(slice(bytes, page_header, std::min<std::size_t>(here, size - value_.size())));
      next = number<std::uint32_t>(bytes, 16);
    }
    return value_;
  }

  std::string_view file_;
  HeaderSink& sink_;
  std::endian order_ = std::endian::little;
  std::size_t page_size_ = 0;
  std::vector<bool> used_;
  std::string value_;
};

}  // namespace

void read_bdb(std::string_view file, HeaderSink& sink) { Database(file, sink).read(); }

}  // namespace boltseal::rpm
