// The parts of SQLite's file format (sqlite.org/fileformat2.html) that lead to one table's column:
// pages, b-trees of tables, records, overflow pages.

#include <algorithm>
#include <optional>
#include <vector>

#include "base/text.h"
#include "packages/rpm/bytes.h"
#include "packages/rpm/headers.h"
#include "packages/rpm/sqlite_log.h"

namespace boltseal::rpm {
namespace {

constexpr std::size_t file_header = 100;
constexpr std::size_t most_depth = 20;  // of a tree; 5 hold more than any disk
constexpr unsigned char interior = 5, leaf = 13;

template <class T>
T number(std::string_view bytes, std::size_t at) {
  return number_at<T>(bytes, at, std::endian::big);
}

// Up to nine bytes, of which all but the ninth give seven bits each.
std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int i = 0; i < 9 && !bytes.empty(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (i == 8) return value << 8 | byte;
    value = value << 7 | (byte & 0x7f);
    if (byte < 0x80) break;
  }
  return value;
}

std::uint64_t size_of(std::uint64_t serial_type) {
  static constexpr std::uint64_t sizes[] = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
  return serial_type < 12 ? sizes[serial_type] : (serial_type - 12) / 2;
}

struct Column {
  std::uint64_t type = 0;
  std::string_view bytes;
  bool is_blob() const { return type >= 12 && type % 2 == 0; }
};

// The first columns of a record; one whose bytes are missing ends it.
std::vector<Column> columns_of(std::string_view record, std::size_t most) {
  std::vector<Column> columns;
  std::string_view types = record;
  const std::uint64_t header_size = take_varint(types);
  if (header_size > record.size()) return columns;
  const std::size_t first = record.size() - types.size();
  if (header_size < first) return columns;
  types = record.substr(first, header_size - first);
  std::string_view body = record.substr(header_size);
  while (!types.empty() && columns.size() < most) {
    const std::uint64_t type = take_varint(types);
    const std::uint64_t size = size_of(type);
    if (size > body.size()) break;
    columns.push_back({type, body.substr(0, size)});
    body.remove_prefix(size);
  }
  return columns;
}

class Database {
 public:
  Database(std::string_view file, std::string_view log, HeaderSink& sink)
      : file_(file), log_(SqliteLog::read(log)), sink_(sink) {
    if (!log_ && !log.empty()) sink_.trouble("has a log beside it that SQLite did not write", 0);
  }

  void read() {
    if (!file_.starts_with(std::string_view("SQLite format 3\0", 16))) {
      return sink_.trouble("is no SQLite database", 0);
    }
    const bool is_changed = log_ && log_->pages() > 0;
    const auto changed = is_changed ? log_->page(1) : std::nullopt;
    const std::string_view header = changed ? *changed : file_;
    page_size_ = number<std::uint16_t>(header, 16);
    if (page_size_ == 1) page_size_ = 65536;
    const std::uint8_t reserved = number<std::uint8_t>(header, 20);
    if (page_size_ < 512 || (page_size_ & (page_size_ - 1)) != 0 || page_size_ - reserved < 480) {
      return sink_.trouble("has an impossible size of pages", 16);
    }
    if (is_changed && log_->page_size() != page_size_) {
      return sink_.trouble("has a log beside it with pages of another size", 16);
    }
    usable_ = page_size_ - reserved;
    if (number<std::uint32_t>(header, 56) > 1) {
      return sink_.trouble("is in UTF-16, which rpm never writes", 56);
    }
    // What a log adds is not in the file yet: a page that is nowhere is found out on the way.
    if (!is_changed &&
        std::uint64_t{number<std::uint32_t>(file_, 28)} * page_size_ > file_.size()) {
      sink_.trouble("is cut off: its header says that it has more pages", file_.size());
    }
    // No more than both can hold, whatever a commit says.
    const std::uint64_t most = (file_.size() + (is_changed ? log_->file_size() : 0)) / page_size_;
    used_.resize((is_changed ? std::min<std::uint64_t>(log_->pages(), most) : most) + 1);
    std::optional<std::uint32_t> root;
    walk(1, [&](std::string_view record, std::uint64_t) {
      const auto columns = columns_of(record, 5);  // type, name, tbl_name, rootpage, sql
      if (columns.size() < 4 || columns[0].bytes != "table" ||
          !equals_ignoring_case(columns[1].bytes, "Packages")) {
        return true;
      }
      root = root_page(columns[3].bytes);
      return false;
    });
    if (!root) return sink_.trouble("has no table of packages", 0);
    walk(*root, [&](std::string_view record, std::uint64_t at) {
      const auto columns = columns_of(record, 2);  // hnum, blob
      if (columns.size() == 2 && columns[1].is_blob()) return sink_.take(columns[1].bytes);
      sink_.trouble("has a damaged row", at);
      return true;
    });
  }

 private:
  static std::uint32_t root_page(std::string_view bytes) {
    std::uint64_t page = 0;
    for (const char c : bytes) page = page << 8 | static_cast<unsigned char>(c);
    return page > 0xffffffff ? 0 : static_cast<std::uint32_t>(page);
  }

  std::uint64_t place_of(std::uint32_t page) const {
    return (std::uint64_t{page} - 1) * page_size_;
  }

  // Each page serves once, so that neither cycles nor shared pages cost more than the file is long.
  std::optional<std::string_view> take_page(std::uint32_t page) {
    if (page == 0 || page >= used_.size() || used_[page]) return std::nullopt;
    used_[page] = true;
    if (log_ && log_->pages() > 0) {
      if (const auto changed = log_->page(page)) return changed;
    }
    const std::string_view bytes = slice(file_, place_of(page), page_size_);
    if (bytes.size() < page_size_) return std::nullopt;
    return bytes;
  }

  // The rows of a table in their order; `each` gets a record and its place, and says whether to go
  // on.
  template <class Each>
  void walk(std::uint32_t root, Each each) {
    struct Level {
      std::uint32_t page;
      std::string_view bytes;
      std::size_t next;  // cell
    };
    std::vector<Level> path;
    const auto enter = [&](std::uint32_t page) {
      const auto bytes = path.size() < most_depth ? take_page(page) : std::nullopt;
      if (bytes) {
        path.push_back({page, *bytes, 0});
      } else {
        sink_.trouble("has a page that is missing, or in two places",
                      path.empty() ? 0 : place_of(path.back().page));
      }
    };
    enter(root);
    while (!path.empty()) {
      Level& level = path.back();
      const std::size_t begin = level.page == 1 ? file_header : 0;
      const auto kind = number<std::uint8_t>(level.bytes, begin);
      const std::size_t cells = number<std::uint16_t>(level.bytes, begin + 3);
      const std::size_t pointers = begin + (kind == interior ? 12 : 8);
      if (kind != interior && kind != leaf) {
        sink_.trouble("has a page that belongs to no table", place_of(level.page));
        path.pop_back();
        continue;
      }
      // An interior page has one child more than cells.
      if (level.next == cells + (kind == interior ? 1 : 0)) {
        path.pop_back();
        continue;
      }
      const std::size_t number_of_cell = level.next++;
      if (number_of_cell == cells) {
        enter(number<std::uint32_t>(level.bytes, begin + 8));
        continue;
      }
      const std::size_t cell = number<std::uint16_t>(level.bytes, pointers + 2 * number_of_cell);
      if (kind == interior) {
        enter(number<std::uint32_t>(level.bytes, cell));
        continue;
      }
      const std::uint64_t at = place_of(level.page) + cell;
      if (const auto record = record_of(slice(level.bytes.substr(0, usable_), cell, usable_))) {
        if (!each(*record, at)) return;
      } else {
        sink_.trouble("has a damaged row", at);
      }
    }
  }

  // The record of a leaf's cell, put together where it goes on in overflow pages; valid until the
  // next one.
  std::optional<std::string_view> record_of(std::string_view cell) {
    const std::uint64_t size = take_varint(cell);
    take_varint(cell);  // row id
    if (size > used_.size() * page_size_) return std::nullopt;
    const std::size_t most_here = usable_ - 35;
    if (size <= most_here) {
      if (size > cell.size()) return std::nullopt;
      return cell.substr(0, size);
    }
    const std::size_t least_here = (usable_ - 12) * 32 / 255 - 23;
    std::size_t here = least_here + (size - least_here) % (usable_ - 4);
    if (here > most_here) here = least_here;
    if (here + 4 > cell.size()) return std::nullopt;
    record_.assign(cell.substr(0, here));
    std::uint32_t next = number<std::uint32_t>(cell, here);
    while (record_.size() < size) {
      const auto page = take_page(next);
      if (!page || page->size() < usable_) return std::nullopt;
      next = number<std::uint32_t>(*page, 0);
      record_.append(page->substr(4, std::min<std::size_t>(usable_ - 4, size - record_.size())));
    }
    return record_;
  }

  std::string_view file_;
  std::optional<SqliteLog> log_;
  HeaderSink& sink_;
  std::size_t page_size_ = 0, usable_ = 0;
  std::vector<bool> used_;
  std::string record_;
};

}  // namespace

void read_sqlite(std::string_view file, std::string_view log, HeaderSink& sink) {
  Database(file, log, sink).read();
}

}  // namespace boltseal::rpm
