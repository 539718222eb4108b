#include "support/rpm_files.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace boltseal::test {
namespace {

template <class T>
std::string bytes_of(T value, std::endian order) {
  std::string bytes(sizeof(T), '\0');
  for (std::size_t i = 0; i < sizeof(T); ++i) {
    const std::size_t place = order == std::endian::little ? i : sizeof(T) - 1 - i;
    bytes[i] = static_cast<char>(value >> (8 * place));
  }
  return bytes;
}
std::string big(std::uint32_t value) { return bytes_of(value, std::endian::big); }
std::string big16(std::size_t value) {
  return bytes_of(static_cast<std::uint16_t>(value), std::endian::big);
}
std::string little(std::uint32_t value) { return bytes_of(value, std::endian::little); }

void put(std::string& page, std::size_t at, const std::string& bytes) {
  if (at + bytes.size() > page.size()) std::abort();
  page.replace(at, bytes.size(), bytes);
}

std::string varint(std::uint64_t value) {
  std::string bytes(1, static_cast<char>(value & 0x7f));
  while ((value >>= 7) != 0) bytes.insert(0, 1, static_cast<char>(value | 0x80));
  return bytes;
}

constexpr std::size_t sqlite_page = 512;

class SqliteWriter {
 public:
  std::string write(const std::vector<std::string>& values) {
    pages_.resize(2 + values.size(), std::string(sqlite_page, '\0'));
    const std::string schema = record({"table", "Packages", "Packages", "\x02", "CREATE TABLE"});
    put_leaf(0, 100, {cell(1, schema)});
    std::string first(100, '\0');
    put(first, 0, std::string("SQLite format 3\0", 16));
    put(first, 16, big16(sqlite_page));
    put(first, 56, big(1));
    std::string root(sqlite_page, '\0');
    put(root, 0, "\x05");
    put(root, 3, big16(values.size() - 1));
    std::size_t end = sqlite_page;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto page = static_cast<std::uint32_t>(3 + i);
      put_leaf(page - 1, 0, {cell(i + 1, record_of_blob(values[i]))});
      if (i + 1 == values.size()) {
        put(root, 8, big(page));
      } else {
        const std::string entry = big(page) + varint(i + 1);
        end -= entry.size();
        put(root, end, entry);
        put(root, 12 + 2 * i, big16(end));
      }
    }
    pages_[1] = root;
    put(first, 28, big(static_cast<std::uint32_t>(pages_.size())));
    pages_[0].replace(0, 100, first);
    std::string file;
    for (const std::string& page : pages_) file += page;
    return file;
  }

 private:
  static std::string record(const std::vector<std::string>& columns) {
    std::string types, body;
    for (const std::string& column : columns) {
      // One byte is the number of the root page.
      types += column.size() == 1 ? varint(1) : varint(13 + 2 * column.size());
      body += column;
    }
    return varint(types.size() + 1) + types + body;
  }
  static std::string record_of_blob(const std::string& blob) {
    const std::string types = varint(0) + varint(12 + 2 * blob.size());
    return varint(types.size() + 1) + types + blob;
  }

  // The rest of a long record goes to pages at the end of the file.
  std::string cell(std::uint64_t row, const std::string& payload) {
    std::string bytes = varint(payload.size()) + varint(row);
    constexpr std::size_t usable = sqlite_page;
    if (payload.size() <= usable - 35) return bytes + payload;
    constexpr std::size_t least = (usable - 12) * 32 / 255 - 23;
    std::size_t here = least + (payload.size() - least) % (usable - 4);
    if (here > usable - 35) here = least;
    bytes += payload.substr(0, here) + big(static_cast<std::uint32_t>(pages_.size() + 1));
    for (std::size_t at = here; at < payload.size(); at += usable - 4) {
      const bool last = at + usable - 4 >= payload.size();
      std::string page = big(last ? 0 : static_cast<std::uint32_t>(pages_.size() + 2)) +
                         payload.substr(at, usable - 4);
      page.resize(sqlite_page);
      pages_.push_back(page);
    }
    return bytes;
  }

  void put_leaf(std::size_t index, std::size_t begin, const std::vector<std::string>& cells) {
    std::string page(sqlite_page, '\0');
    put(page, begin, "\x0d");
    put(page, begin + 3, big16(cells.size()));
    std::size_t end = sqlite_page;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      end -= cells[i].size();
      put(page, end, cells[i]);
      put(page, begin + 8 + 2 * i, big16(end));
    }
    pages_[index] = page;
  }

  std::vector<std::string> pages_;
};

}  // namespace

std::string rpm_header(const RpmPackage& package) {
  constexpr std::uint32_t int32 = 4, string = 6, string_array = 8;
  std::string index, data;
  std::uint32_t count = 0;
  const auto add = [&](std::uint32_t tag, std::uint32_t type, std::size_t items,
                       const std::string& bytes) {
    if (type == int32) data.resize((data.size() + 3) / 4 * 4);
    index += big(tag) + big(type) + big(static_cast<std::uint32_t>(data.size())) +
             big(static_cast<std::uint32_t>(items));
    data += bytes;
    ++count;
  };
  const auto text = [&](std::uint32_t tag, const std::string& value) {
    if (!value.empty()) add(tag, string, 1, value + '\0');
  };
  const auto texts = [&](std::uint32_t tag, const std::vector<std::string>& values) {
    std::string bytes;
    for (const std::string& value : values) bytes += value + '\0';
    if (!values.empty()) add(tag, string_array, values.size(), bytes);
  };
  text(1000, package.name);
  text(1001, package.version);
  text(1002, package.release);
  if (package.epoch != 0) add(1003, int32, 1, big(package.epoch));
  text(1011, package.vendor);
  text(1014, package.license);
  text(1022, package.architecture);
  text(1044, package.source);
  texts(1047, package.provides);
  texts(1049, package.needs);
  text(5096, package.modularity);
  return big(count) + big(static_cast<std::uint32_t>(data.size())) + index + data;
}

std::string sqlite_file(const std::vector<std::string>& values) {
  return SqliteWriter().write(values);
}

std::string sqlite_log(const std::string& before, const std::string& after, std::endian order) {
  std::uint32_t first = 0, second = 0;
  const auto add = [&](const std::string& bytes) {
    const auto word = [&](std::size_t at) {
      std::uint32_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        const std::size_t place = order == std::endian::big ? i : 3 - i;
        value = value << 8 | static_cast<unsigned char>(bytes[at + place]);
      }
      return value;
    };
    for (std::size_t at = 0; at < bytes.size(); at += 8) {
      first += word(at) + second;
      second += word(at + 4) + first;
    }
  };
  const std::string salts = big(0x01020304) + big(0x05060708);
  std::string log = big(0x377f0682 + (order == std::endian::big ? 1 : 0)) + big(3007000) +
                    big(sqlite_page) + big(7) + salts;
  add(log);
  log += big(first) + big(second);
  const auto pages = static_cast<std::uint32_t>(after.size() / sqlite_page);
  std::vector<std::uint32_t> changed;
  for (std::uint32_t page = 0; page < pages; ++page) {
    const std::size_t at = page * sqlite_page;
    if (at >= before.size() || before.compare(at, sqlite_page, after, at, sqlite_page) != 0) {
      changed.push_back(page);
    }
  }
  for (const std::uint32_t page : changed) {
    const std::string head = big(page + 1) + big(page == changed.back() ? pages : 0);
    const std::string bytes = after.substr(page * sqlite_page, sqlite_page);
    add(head);
    add(bytes);
    log += head + salts + big(first) + big(second) + bytes;
  }
  return log;
}

std::string ndb_file(const std::vector<std::string>& values) {
  std::string file(4096, '\0');
  put(file, 0,
      "RpmP" + little(0) + little(1) + little(1) +
          little(static_cast<std::uint32_t>(values.size() + 1)));
  for (std::size_t slot = 32; slot < file.size(); slot += 16) put(file, slot, "Slot");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto package = static_cast<std::uint32_t>(i + 1);
    const auto size = static_cast<std::uint32_t>(values[i].size());
    const std::uint32_t blocks = (16 + size + 12 + 15) / 16;
    put(file, 32 + 16 * i,
        "Slot" + little(package) + little(static_cast<std::uint32_t>(file.size() / 16)) +
            little(blocks));
    std::string blob = "BlbS" + little(package) + little(1) + little(size) + values[i];
    blob.resize(blocks * 16 - 12);
    file += blob + little(0) + little(size) + "BlbE";
  }
  return file;
}

std::string bdb_file(const std::vector<std::string>& values, std::endian order) {
  constexpr std::size_t page_size = 512, room = page_size - 26;
  const auto word = [&](std::size_t value) {
    return bytes_of(static_cast<std::uint32_t>(value), order);
  };
  const auto half = [&](std::size_t value) {
    return bytes_of(static_cast<std::uint16_t>(value), order);
  };
  std::vector<std::string> pages(2, std::string(page_size, '\0'));
  std::vector<std::string> items = {"\x01" + word(0), "\x01" + word(values.size() + 1)};
  for (std::size_t i = 0; i < values.size(); ++i) {
    items.push_back("\x01" + word(i + 1));
    // What is short stays in the bucket.
    if (values[i].size() < 100) {
      items.push_back("\x01" + values[i]);
      continue;
    }
    items.push_back(std::string("\x03\0\0\0", 4) + word(pages.size()) + word(values[i].size()));
    for (std::size_t at = 0; at < values[i].size(); at += room) {
      const std::string part = values[i].substr(at, room);
      const bool last = at + room >= values[i].size();
      std::string page(page_size, '\0');
      put(page, 8, word(pages.size()));
      put(page, 16, word(last ? 0 : pages.size() + 1));
      put(page, 22, half(part.size()));
      put(page, 25, "\x07");
      put(page, 26, part);
      pages.push_back(page);
    }
  }
  std::string& bucket = pages[1];
  put(bucket, 20, half(items.size()));
  put(bucket, 25, "\x0d");
  std::size_t end = page_size;
  for (std::size_t i = 0; i < items.size(); ++i) {
    end -= items[i].size();
    put(bucket, end, items[i]);
    put(bucket, 26 + 2 * i, half(end));
  }
  put(pages[0], 12, word(0x061561) + word(9) + word(page_size));
  put(pages[0], 25, "\x08");
  put(pages[0], 32, word(pages.size() - 1));
  std::string file;
  for (const std::string& page : pages) file += page;
  return file;
}

}  // namespace boltseal::test
