#include "archive/tar.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/pieces.h"
#include "support/tar_archive.h"

namespace boltseal {
namespace {

using test::pax_record;
using test::Pieces;
using test::tar_entry;
using test::tar_file;
using test::tar_folder;
using test::tar_hard_link;
using test::tar_link;
using test::tar_of;
using test::TarItem;

const char* const kinds[] = {"file", "hard", "link", "char", "block", "folder", "fifo", "other"};

// A line for each entry, and one for the error at the end.
std::string listing(const std::string& archive, std::size_t piece = 1 << 20,
                    std::uint64_t most = 1 << 20) {
  TarReader tar(std::make_unique<Pieces>(archive, piece));
  std::string text;
  while (true) {
    const auto has_next = tar.next();
    if (!has_next) return text + "error: " + has_next.error().message + "\n";
    if (!*has_next) return text;
    const TarEntry& entry = tar.entry();
    char mode[8];
    std::snprintf(mode, sizeof mode, "%o", entry.mode);
    text += std::string(kinds[static_cast<int>(entry.kind)]) + " " + entry.path;
    if (!entry.link.empty()) text += " -> " + entry.link;
    text += std::string(" ") + mode + " " + std::to_string(entry.user) + ":" +
            std::to_string(entry.group);
    if (entry.has_capabilities) text += " caps";
    if (entry.is_sparse) text += " sparse";
    if (entry.kind == TarEntry::Kind::file) {
      const auto body = tar.read_body(most);
      text += body ? " \"" + *body + "\"" : " error: " + body.error().message;
    }
    text += "\n";
  }
}

TEST(Tar, ListsEveryKind) {
  const std::string archive = tar_of({
      tar_folder("./"),
      tar_file("a/b", "body", 04755),
      {.path = "c", .flag = '\0', .user = 7, .group = 8},
      {.path = "old/", .flag = '\0'},
      {.path = "together", .body = "x", .flag = '7'},
      tar_hard_link("d", "a/b"),
      tar_link("e", "../a"),
      {.path = "f", .flag = '3', .major = 1, .minor = 3},
      {.path = "g", .flag = '4'},
      {.path = "h", .flag = '6'},
      {.path = "label", .body = "left out", .flag = 'V'},
      tar_file("last"),
  });
  const std::string expected =
      "folder ./ 755 0:0\n"
      "file a/b 4755 0:0 \"body\"\n"
      "file c 644 7:8 \"\"\n"
      "folder old/ 644 0:0\n"
      "file together 644 0:0 \"x\"\n"
      "hard d -> a/b 644 0:0\n"
      "link e -> ../a 777 0:0\n"
      "char f 644 0:0\n"
      "block g 644 0:0\n"
      "fifo h 644 0:0\n"
      "other label 644 0:0\n"
      "file last 644 0:0 \"\"\n";
  for (const std::size_t piece : {1, 7, 511, 512, 513, 4096, 1 << 20}) {
    EXPECT_EQ(listing(archive, piece), expected) << piece;
  }
  // Without its end, and with something behind it.
  EXPECT_EQ(listing(archive.substr(0, archive.size() - 1024)), expected);
  EXPECT_EQ(listing(archive + "garbage"), expected);
}

TEST(Tar, JoinsNames) {
  const std::string long_name(300, 'n'), target(200, 't');
  TarItem prefixed = tar_file("name");
  prefixed.prefix = "some/prefix";
  TarItem gnu = tar_file("own");
  gnu.magic = std::string("ustar  \0", 8);
  gnu.prefix = "of another meaning";
  TarItem full = tar_file(std::string(100, 'f'));
  TarItem extended = tar_file("short");
  extended.pax = pax_record("path", long_name) + pax_record("uid", "3000000000") +
                 pax_record("gid", "5") + pax_record("mtime", "1.5") +
                 pax_record("SCHILY.xattr.security.capability", std::string("\1\0\n", 3)) +
                 pax_record("comment", "with\na line");
  EXPECT_EQ(listing(tar_of({
                prefixed,
                gnu,
                full,
                {.path = "././@LongLink", .body = long_name + '\0', .flag = 'L'},
                {.path = "././@LongLink", .body = target + '\0', .flag = 'K'},
                tar_link("cut", "cut"),
                extended,
                {.path = "global", .body = pax_record("path", "everything"), .flag = 'g'},
                tar_file("after"),
            })),
            "file some/prefix/name 644 0:0 \"\"\n"
            "file own 644 0:0 \"\"\n"
            "file " +
                std::string(100, 'f') +
                " 644 0:0 \"\"\n"
                "link " +
                long_name + " -> " + target +
                " 777 0:0\n"
                "file " +
                long_name +
                " 644 3000000000:5 caps \"\"\n"
                "file after 644 0:0 \"\"\n");
}

TEST(Tar, ReadsNumbersInEveryForm) {
  TarItem binary = tar_file("binary", "12345");
  binary.size = std::string("\x80\0\0\0\0\0\0\0\0\0\0\5", 12);
  TarItem spaced = tar_file("spaced", "12");
  spaced.size = std::string("         2 \0", 12);
  TarItem paxed = tar_file("paxed", "123456789");
  paxed.size = "00000000001";
  paxed.pax = pax_record("size", "9");
  EXPECT_EQ(listing(tar_of({binary, spaced, paxed})),
            "file binary 644 0:0 \"12345\"\nfile spaced 644 0:0 \"12\"\n"
            "file paxed 644 0:0 \"123456789\"\n");
  // What is a header only has no body, whatever it says.
  TarItem folder = tar_folder("folder");
  folder.size = "00000001000";
  EXPECT_EQ(listing(tar_of({folder, tar_file("next")})),
            "folder folder 755 0:0\nfile next 644 0:0 \"\"\n");
}

TEST(Tar, RefusesWhatLies) {
  const auto with_size = [](std::string size) {
    TarItem item = tar_file("a");
    item.size = std::move(size);
    return listing(tar_of({item}));
  };
  const std::string cut = "error: is cut off in the middle of an entry\n";
  EXPECT_EQ(with_size("00000100000"), "file a 644 0:0 " + cut + cut);
  EXPECT_EQ(with_size("77777777777"),
            "file a 644 0:0 error: has 8589934591 bytes, and at most 1048576 are read\n" + cut);
  EXPECT_EQ(
      with_size(std::string("\x80\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff", 12)),
      "file a 644 0:0 error: has 9223372036854775807 bytes, and at most 1048576 are read\n" + cut);
  EXPECT_EQ(with_size(std::string("\x80\0\0\0\x8f\xff\xff\xff\xff\xff\xff\xff", 12)),
            "error: has a header that is no number\n");
  EXPECT_EQ(with_size("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
            "error: has a header that is no number\n");
  EXPECT_EQ(with_size("0000000000x"), "error: has a header that is no number\n");

  const auto with_pax = [](const std::string& pax) {
    TarItem item = tar_file("a");
    item.pax = pax;
    return listing(tar_of({item}));
  };
  const std::string malformed = "error: has malformed pax attributes\n";
  for (const char* pax :
       {"x", "5", "5 a=b", "0 a=b\n", "1 a=b\n", "99 a=b\n", "-6 a=b\n", "+6 a=b\n", "5 ab\n",
        " 6 a=b\n", "99999999999999999999 a=b\n", "9 size=x\n", "10 size=-1\n"}) {
    EXPECT_EQ(with_pax(pax), malformed) << pax;
  }
  // Nothing is said by an empty value.
  EXPECT_EQ(with_pax(pax_record("path", "") + pax_record("uid", "")), "file a 644 0:0 \"\"\n");
  EXPECT_EQ(with_pax(pax_record("size", "9223372036854775808")), malformed);
  EXPECT_EQ(with_pax(pax_record("comment", std::string(2 << 20, 'x'))),
            "error: has a name or attributes of more than 1 MiB\n");
  std::string many;
  for (int i = 0; i < 5; ++i) {
    many +=
        tar_entry({.path = "x", .body = pax_record("a", std::string(900'000, 'x')), .flag = 'x'});
  }
  EXPECT_EQ(listing(many + tar_of({tar_file("a")})),
            "error: has a name or attributes of more than 1 MiB\n");
  EXPECT_EQ(listing(tar_of({{.path = "x", .body = "6 a=b\n", .flag = 'x'}})), cut);
}

TEST(Tar, RefusesWhatIsNone) {
  std::string archive = tar_of({tar_file("a", "body"), tar_file("b")});
  EXPECT_EQ(listing(""), "");
  EXPECT_EQ(listing(std::string(1024, '\0')), "");
  EXPECT_EQ(listing(std::string(600, 'x')), "error: is no tar archive\n");
  std::string changed = archive;
  changed[0] = 'x';
  EXPECT_EQ(listing(changed), "error: is no tar archive\n");
  changed = archive;
  changed[1024 + 3] = 'x';
  EXPECT_EQ(listing(changed),
            "file a 644 0:0 \"body\"\nerror: has a header with a wrong checksum\n");
  // Sums of signed bytes, as old archivers made them.
  archive = tar_of({tar_file("\xe4")});
  std::string sum = archive.substr(148, 6);
  const long value = std::strtol(sum.c_str(), nullptr, 8) - 256;
  char text[8];
  std::snprintf(text, sizeof text, "%06lo", static_cast<unsigned long>(value));
  archive.replace(148, 6, text);
  EXPECT_EQ(listing(archive), "file \xe4 644 0:0 \"\"\n");
}

TEST(Tar, EndsEarlyWithAnErrorWhereverItIsCut) {
  TarItem extended = tar_file("a", "body");
  extended.pax = pax_record("path", "long");
  const std::string archive =
      tar_of({extended, {.path = "L", .body = "name", .flag = 'L'}, tar_file("b", "x")});
  const std::string whole = listing(archive);
  ASSERT_EQ(whole, "file long 644 0:0 \"body\"\nfile name 644 0:0 \"x\"\n");
  for (std::size_t size = 0; size < archive.size() - 1024; ++size) {
    const std::string text = listing(archive.substr(0, size));
    const bool between = size == 0 || size == 2048;
    EXPECT_EQ(text.find("error: is cut off") == std::string::npos, between) << size << text;
  }
  for (std::size_t size = archive.size() - 1024; size < archive.size(); ++size) {
    const std::string text = listing(archive.substr(0, size));
    EXPECT_TRUE(text == whole || text == whole + "error: is cut off in the middle of an entry\n");
  }
}

// GNU's four forms of the same file: "ab" at 0, "cd" at 600, and nothing up to 1,000.
class SparseTar : public testing::Test {
 protected:
  static std::string expected(const std::string& path) {
    std::string body = "ab" + std::string(598, '\0') + "cd";
    body.resize(1000, '\0');
    return "file " + path + " 644 0:0 sparse \"" + body + "\"\n";
  }
  static std::string old_entry(const std::string& map, const std::string& body,
                               bool has_more = false, const std::string& size = "00000001750") {
    std::string entry =
        tar_entry({.path = "old", .body = body, .flag = 'S', .magic = std::string("ustar  \0", 8)});
    entry.replace(386, map.size(), map);
    entry[482] = has_more ? '\1' : '\0';
    entry.replace(483, size.size(), size);
    test::mend_checksum(entry);
    return entry;
  }
  static std::string number(unsigned value) {
    char text[16];
    std::snprintf(text, sizeof text, "%011o", value);
    return std::string(text, 12);
  }
  static TarItem pax_entry(const std::string& pax, const std::string& body) {
    TarItem item = tar_file("GNUSparseFile.1/x", body);
    item.pax = pax;
    return item;
  }
};

TEST_F(SparseTar, IsReadInAllForms) {
  const std::string map =
      number(0) + number(2) + number(600) + number(2) + number(1000) + number(0);
  EXPECT_EQ(listing(old_entry(map, "abcd") + tar_of({tar_file("next")})),
            expected("old") + "file next 644 0:0 \"\"\n");

  // Most of the map in a block of its own.
  std::string entry = old_entry(number(0) + number(1) + number(1) + number(1), "abcd", true);
  std::string more = number(600) + number(1) + number(601) + number(1);
  more.resize(512, '\0');
  entry.insert(512, more);
  EXPECT_EQ(listing(entry + tar_of({tar_file("next")})),
            expected("old") + "file next 644 0:0 \"\"\n");

  const std::string real = pax_record("GNU.sparse.size", "1000");
  EXPECT_EQ(listing(tar_of({pax_entry(
                real + pax_record("GNU.sparse.numblocks", "2") +
                    pax_record("GNU.sparse.offset", "0") + pax_record("GNU.sparse.numbytes", "2") +
                    pax_record("GNU.sparse.offset", "600") + pax_record("GNU.sparse.numbytes", "2"),
                "abcd")})),
            expected("GNUSparseFile.1/x"));
  EXPECT_EQ(listing(tar_of({pax_entry(real + pax_record("GNU.sparse.name", "real") +
                                          pax_record("path", "not real") +
                                          pax_record("GNU.sparse.map", "0,2,600,2,1000,0"),
                                      "abcd")})),
            expected("real"));
  std::string in_body = "2\n0\n2\n600\n2\n";
  in_body.resize(512, '\0');
  EXPECT_EQ(listing(tar_of({pax_entry(pax_record("GNU.sparse.major", "1") +
                                          pax_record("GNU.sparse.minor", "0") +
                                          pax_record("GNU.sparse.name", "real") +
                                          pax_record("GNU.sparse.realsize", "1000"),
                                      in_body + "abcd"),
                            tar_file("next")})),
            expected("real") + "file next 644 0:0 \"\"\n");
}

TEST_F(SparseTar, IsRefusedWithAMapThatLies) {
  const std::string malformed = "error: has a malformed map of a sparse file\n";
  for (const std::string& map : {number(0) + number(8),  // more than is stored
                                 number(600) + number(2) + number(0) + number(2),  // backwards
                                 number(0) + number(2) + number(1) + number(2),    // twice
                                 number(999) + number(2),  // beyond its size
                                 std::string("x0000000000\0", 12) + number(2)}) {
    EXPECT_EQ(listing(old_entry(map, "abcd")), malformed);
  }
  EXPECT_EQ(listing(old_entry("", "", false, "not octal")), malformed);
  EXPECT_EQ(listing(old_entry(number(0) + number(2), "abcd", true)), malformed);
  for (const char* map : {"0", "0,", "0,2,", "a,b", "0,2,600", "-1,2", "0,9223372036854775807",
                          "9223372036854775807,9223372036854775807"}) {
    EXPECT_EQ(
        listing(tar_of({pax_entry(
            pax_record("GNU.sparse.size", "1000") + pax_record("GNU.sparse.map", map), "abcd")})),
        malformed)
        << map;
  }
  const std::string in_body = pax_record("GNU.sparse.major", "1");
  for (const std::string body : {"", "2\n0\n2\n", "9999999999\n", "x\n"}) {
    EXPECT_EQ(listing(tar_of({pax_entry(in_body, body)})), malformed) << body;
  }
  // A large file of nothing costs nothing to go over, and is not read.
  EXPECT_EQ(listing(tar_of({pax_entry(pax_record("GNU.sparse.size", "1099511627776") +
                                          pax_record("GNU.sparse.map", "0,4"),
                                      "abcd"),
                            tar_file("next")})),
            "file GNUSparseFile.1/x 644 0:0 sparse error: has 1099511627776 bytes, and at most "
            "1048576 are read\nfile next 644 0:0 \"\"\n");
}

TEST(Tar, GivesBodiesAsStreams) {
  const std::string archive = tar_of({tar_file("a", std::string(3000, 'a')), tar_file("b", "b")});
  TarReader tar(std::make_unique<Pieces>(archive, 700));
  ASSERT_TRUE(tar.next().value());
  const auto body = tar.body();
  EXPECT_EQ(body->skip(1000).value(), 1000u);
  std::uint64_t left = 0;
  for (int i = 0; i < 2; ++i) left += body->next().value().size();
  EXPECT_LT(left, 2000u);
  ASSERT_TRUE(tar.next().value());  // whatever was left of it
  EXPECT_EQ(tar.entry().path, "b");
  EXPECT_EQ(tar.body()->skip(100).value(), 1u);
  EXPECT_FALSE(tar.next().value());
  EXPECT_TRUE(tar.finish());
}

}  // namespace
}  // namespace boltseal
