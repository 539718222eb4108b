#include "archive/zip.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include "support/folder.h"

namespace boltseal {
namespace {

std::string little(std::uint64_t value, int size) {
  std::string bytes;
  for (; size > 0; --size, value >>= 8) bytes += static_cast<char>(value);
  return bytes;
}

std::string deflated(const std::string& text) {
  libdeflate_compressor* const compressor = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_deflate_compress_bound(compressor, text.size()), '\0');
  out.resize(
      libdeflate_deflate_compress(compressor, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

/// What the tests change in an otherwise right archive of two files.
struct Lies {
  bool zip64 = false;
  std::uint64_t size = 5, count = 2;
  std::uint32_t crc = libdeflate_crc32(0, "hello", 5);
  int method = 8;
  std::string comment = {};
  std::size_t directory_offset = 0;
};

std::string zip_of(const Lies& lies) {
  const std::string stored = "stored";
  const std::string packed = lies.method == 8 ? deflated("hello") : "hello";
  const auto middle = [](int method, std::uint32_t crc, std::uint64_t packed_size,
                         std::uint64_t size, std::size_t name) {
    return little(20, 2) + little(0, 2) + little(static_cast<std::uint64_t>(method), 2) +
           little(0, 4) + little(crc, 4) + little(packed_size, 4) + little(size, 4) +
           little(name, 2);
  };
  const std::uint32_t stored_crc = libdeflate_crc32(0, stored.data(), stored.size());
  std::string archive = "PK\3\4" + middle(0, stored_crc, 6, 6, 3) + little(0, 2) + "a/b" + stored;
  const std::size_t second = archive.size();
  archive += "PK\3\4" + middle(lies.method, lies.crc, packed.size(), lies.size, 1) + little(0, 2) +
             "c" + packed;
  const std::size_t begin = archive.size() + lies.directory_offset;
  std::string directory;
  directory += "PK\1\2" + little(20, 2) + middle(0, stored_crc, 6, 6, 3) + little(0, 2) +
               little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(0, 4) + "a/b";
  const std::string extra = lies.zip64 ? little(0x5455, 2) + little(1, 2) + "x" + little(1, 2) +
                                             little(24, 2) + little(lies.size, 8) +
                                             little(packed.size(), 8) + little(second, 8)
                                       : "";
  const std::uint64_t full = 0xffffffff;
  directory += "PK\1\2" + little(20, 2) +
               middle(lies.method, lies.crc, lies.zip64 ? full : packed.size(),
                      lies.zip64 ? full : lies.size, 1) +
               little(extra.size(), 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4) +
               little(lies.zip64 ? full : second, 4) + "c" + extra;
  archive += directory;
  if (lies.zip64) {
    const std::size_t end64 = archive.size();
    archive += "PK\6\6" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) +
               little(lies.count, 8) + little(lies.count, 8) + little(directory.size(), 8) +
               little(begin, 8) + "PK\6\7" + little(0, 4) + little(end64, 8) + little(1, 4);
  }
  archive += "PK\5\6" + little(0, 4) + little(lies.zip64 ? 0xffff : lies.count, 2) +
             little(lies.zip64 ? 0xffff : lies.count, 2) +
             little(lies.zip64 ? full : directory.size(), 4) +
             little(lies.zip64 ? full : begin, 4) + little(lies.comment.size(), 2) + lies.comment;
  return archive;
}

class Zip : public testing::Test {
 protected:
  // Every file with its text, or what is wrong.
  std::string read(const std::string& archive, std::uint64_t most = 1000) const {
    const auto file = OpenFile::open(folder_.put("a.zip", archive));
    const auto entries = list_zip(*file);
    if (!entries) return entries.error().message;
    std::string text;
    for (const ZipEntry& entry : *entries) {
      const auto bytes = read_zip(*file, entry, most);
      text += entry.path + "=" + (bytes ? *bytes : bytes.error().message) + "\n";
    }
    return text;
  }
  const test::TemporaryFolder folder_;
};

TEST_F(Zip, IsReadStoredPackedAndLarge) {
  const std::string both = "a/b=stored\nc=hello\n";
  EXPECT_EQ(read(zip_of({})), both);
  EXPECT_EQ(read(zip_of({.zip64 = true})), both);
  EXPECT_EQ(read(zip_of({.method = 0})), both);
  EXPECT_EQ(read(zip_of({.comment = "made by somebody"})), both);
  EXPECT_EQ(read("PK\5\6" + std::string(18, '\0')), "");
  EXPECT_EQ(read(zip_of({}), 5), "a/b=is too large to be read\nc=is too large to be read\n");
}

TEST_F(Zip, IsRefusedWhereItLies) {
  EXPECT_EQ(read(zip_of({.size = 4})), "a/b=stored\nc=cannot be unpacked\n");
  EXPECT_EQ(read(zip_of({.size = 6})), "a/b=stored\nc=cannot be unpacked\n");
  EXPECT_EQ(read(zip_of({.size = 900'000}), 1 << 30),
            "a/b=stored\nc=says a size that it cannot have\n");
  EXPECT_EQ(read(zip_of({.crc = 1})), "a/b=stored\nc=has a wrong checksum\n");
  EXPECT_EQ(read(zip_of({.method = 12})),
            "a/b=stored\nc=is packed by a method that is not known here\n");
  const std::string none = "is no valid zip archive";
  EXPECT_EQ(read(zip_of({.count = 3})), none);
  EXPECT_EQ(read(zip_of({.directory_offset = 1})), none);
  EXPECT_EQ(read(zip_of({.directory_offset = 1'000'000})), none);
  EXPECT_EQ(read(zip_of({.zip64 = true, .count = 1ull << 60})), none);
  EXPECT_EQ(read(""), none);
  EXPECT_EQ(read("PK\5\6"), none);
}

TEST_F(Zip, NeverReadsBeyondWhereItIsCutOrChanged) {
  const std::string whole = zip_of({.zip64 = true});
  for (std::size_t size = 0; size < whole.size(); ++size) read(whole.substr(0, size));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int bits : {0xff, 0x80, 0x01}) {
      std::string changed = whole;
      changed[i] = static_cast<char>(changed[i] ^ bits);
      read(changed);
    }
  }
}

}  // namespace
}  // namespace boltseal
