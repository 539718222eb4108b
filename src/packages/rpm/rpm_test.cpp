#include "packages/rpm/rpm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "packages/rpm/header.h"
#include "packages/rpm/headers.h"
#include "support/root_files.h"
#include "support/rpm_files.h"

namespace boltseal {
namespace {

using test::MemoryRoot;
using test::RpmPackage;
using testing::ElementsAre;
using testing::IsEmpty;

const RpmPackage bash{.name = "bash",
                      .version = "5.1.8",
                      .release = "6.el9",
                      .architecture = "x86_64",
                      .source = "bash-5.1.8-6.el9.src.rpm",
                      .license = "GPLv3+",
                      .vendor = "Red Hat, Inc.",
                      .modularity = {},
                      .provides = {"/bin/sh", "bash"},
                      .needs = {"filesystem", "libc.so.6()(64bit)", "bash", "rpmlib(FileDigests)"}};
const RpmPackage glibc{.name = "glibc",
                       .version = "2.34",
                       .release = "60.el9",
                       .epoch = 2,
                       .architecture = "x86_64",
                       .source = "glibc-all-2.34-60.el9.src.rpm",
                       .license = {},
                       .vendor = {},
                       .modularity = "glibc:rhel9:1:ab",
                       .provides = {"glibc", "libc.so.6()(64bit)"},
                       .needs = {}};
const RpmPackage key{.name = "gpg-pubkey",
                     .version = "fd431d51",
                     .release = "4ae0493b",
                     .architecture = {},
                     .source = {},
                     .license = "pubkey",
                     .vendor = {},
                     .modularity = {},
                     .provides = {},
                     .needs = {}};

std::vector<std::string> headers() {
  return {rpm_header(bash), rpm_header(glibc), rpm_header(key)};
}

void expect_all(const PackageList& list, const std::string& path) {
  EXPECT_TRUE(list.errors.empty()) << list.errors[0].message;
  ASSERT_EQ(list.packages.size(), 3u);
  EXPECT_EQ(list.packages[0], (Package{.type = "rpm",
                                       .name = "bash",
                                       .version = "5.1.8-6.el9",
                                       .architecture = "x86_64",
                                       .source_name = "bash",
                                       .source_version = "5.1.8-6.el9",
                                       .modularity = {},
                                       .license = "GPLv3+",
                                       .vendor = "Red Hat, Inc.",
                                       .depends = {"glibc"},
                                       .path = path}));
  EXPECT_EQ(list.packages[1], (Package{.type = "rpm",
                                       .name = "glibc",
                                       .version = "2:2.34-60.el9",
                                       .architecture = "x86_64",
                                       .source_name = "glibc-all",
                                       .source_version = "2:2.34-60.el9",
                                       .modularity = "glibc:rhel9",
                                       .license = {},
                                       .vendor = {},
                                       .depends = {},
                                       .path = path}));
}

std::vector<std::string> messages(const PackageList& list) {
  std::vector<std::string> all;
  for (const Error& error : list.errors) all.push_back(error.message);
  return all;
}

TEST(Rpm, ReadsSqlite) {
  const MemoryRoot root{{"var/lib/rpm/rpmdb.sqlite", test::sqlite_file(headers())}};
  expect_all(rpm_database.read(root), "var/lib/rpm/rpmdb.sqlite");
}

TEST(Rpm, ReadsNdb) {
  const MemoryRoot root{{"usr/lib/sysimage/rpm/Packages.db", test::ndb_file(headers())}};
  expect_all(rpm_database.read(root), "usr/lib/sysimage/rpm/Packages.db");
}

TEST(Rpm, ReadsBerkeleyDbInBothByteOrders) {
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const MemoryRoot root{{"var/lib/rpm/Packages", test::bdb_file(headers(), order)}};
    expect_all(rpm_database.read(root), "var/lib/rpm/Packages");
  }
}

TEST(Rpm, ReadsTheManifestOfImagesWithoutRpm) {
  const MemoryRoot root{
      {"var/lib/rpmmanifest/container-manifest-2",
       "glibc\t2.35-1.cm2\t1653816591\t1653628955\tMicrosoft Corporation\t(none)\t10855265\tx86_64"
       "\t0\tglibc-2.35-1.cm2.src.rpm\n"
       "perl\t5.34-1\t1\t1\t(none)\t4\t1\tnoarch\t4\t(none)\nbroken line\n"}};
  const PackageList list = rpm_database.read(root);
  ASSERT_EQ(list.packages.size(), 2u);
  EXPECT_EQ(list.packages[0].version, "2.35-1.cm2");
  EXPECT_EQ(list.packages[0].vendor, "Microsoft Corporation");
  EXPECT_EQ(list.packages[1].version, "4:5.34-1");
  EXPECT_EQ(list.packages[1].vendor, "");
  EXPECT_THAT(messages(list), ElementsAre("has a line without the ten columns"));
}

TEST(Rpm, ReadsOneDatabaseUnderTwoPathsOnce) {
  const std::string file = test::ndb_file(headers());
  const MemoryRoot root{{"var/lib/rpm/Packages.db", file},
                        {"usr/lib/sysimage/rpm/Packages.db", file}};
  expect_all(rpm_database.read(root), "var/lib/rpm/Packages.db");
}

TEST(Rpm, LooksBehindAnEmptyDatabaseOfANewerFormat) {
  const MemoryRoot root{{"var/lib/rpm/rpmdb.sqlite", ""},
                        {"var/lib/rpm/Packages.db", ""},
                        {"var/lib/rpm/Packages", test::bdb_file(headers(), std::endian::little)}};
  expect_all(rpm_database.read(root), "var/lib/rpm/Packages");
}

TEST(Rpm, ReadsTheLogOfSqlite) {
  const std::string path = "var/lib/rpm/rpmdb.sqlite";
  const std::string before = test::sqlite_file({headers()[0]}),
                    after = test::sqlite_file(headers());
  const auto read = [&](const std::string& file, const std::string& log) {
    return rpm_database.read(MemoryRoot{{path, file}, {path + "-wal", log}});
  };
  for (const std::endian order : {std::endian::little, std::endian::big}) {
    const std::string log = test::sqlite_log(before, after, order);
    expect_all(read(before, log), path);
    // Without its commit, or with a damaged frame before it, nothing of it counts.
    for (const std::size_t size : {log.size() - 1, log.size() - 512, std::size_t{32}}) {
      const PackageList cut = read(before, log.substr(0, size));
      EXPECT_EQ(cut.packages.size(), 1u) << size;
      EXPECT_TRUE(cut.errors.empty());
    }
    std::string damaged = log;
    damaged[32 + 24 + 100] ^= 1;
    EXPECT_EQ(read(before, damaged).packages.size(), 1u);
    // What an earlier use of the file left behind has other salts.
    std::string reused = log + log.substr(32);
    reused[log.size() + 8] ^= 1;
    expect_all(read(before, reused), path);
    // A transaction after it that was never committed.
    expect_all(read(before, log + log.substr(32, 24 + 512)), path);
  }
  const std::string back = test::sqlite_log(after, before, std::endian::little);
  EXPECT_EQ(read(after, back).packages.size(), 1u);
}

TEST(Rpm, SaysWhatIsNoLog) {
  const MemoryRoot root{{"var/lib/rpm/rpmdb.sqlite", test::sqlite_file(headers())},
                        {"var/lib/rpm/rpmdb.sqlite-wal", "x"}};
  const PackageList list = rpm_database.read(root);
  EXPECT_EQ(list.packages.size(), 3u);
  EXPECT_THAT(messages(list), ElementsAre("has a log beside it that SQLite did not write"));
}

TEST(Rpm, SaysThatAllIsInTheLog) {
  const MemoryRoot root{{"var/lib/rpm/rpmdb.sqlite", ""}, {"var/lib/rpm/rpmdb.sqlite-wal", "x"}};
  EXPECT_THAT(messages(rpm_database.read(root)),
              ElementsAre("belongs to a package database that is empty"));
}

TEST(Rpm, SaysWhatIsNoDatabase) {
  const MemoryRoot root{{"var/lib/rpm/rpmdb.sqlite", "x"},
                        {"var/lib/rpm/Packages.db", "y"},
                        {"var/lib/rpm/Packages", "z"}};
  EXPECT_THAT(messages(rpm_database.read(root)),
              ElementsAre("is no SQLite database", "is no package database of rpm (ndb)",
                          "is no hash of Berkeley DB"));
}

// Whatever a byte becomes and wherever the file ends: never a crash, and what is lost is said
// unless the bytes were in nobody's way.
TEST(Rpm, SurvivesDamage) {
  const std::pair<const char*, std::string> databases[] = {
      {"var/lib/rpm/rpmdb.sqlite", test::sqlite_file(headers())},
      {"var/lib/rpm/Packages.db", test::ndb_file(headers())},
      {"var/lib/rpm/Packages", test::bdb_file(headers(), std::endian::big)}};
  for (const auto& [path, file] : databases) {
    for (std::size_t at = 0; at < file.size(); ++at) {
      if (file[at] == 0 && at % 7 != 0) continue;
      for (const char value : {'\0', '\x7f', '\xff'}) {
        std::string damaged = file;
        damaged[at] = value;
        const PackageList list = rpm_database.read(MemoryRoot{{path, damaged}});
        EXPECT_LE(list.packages.size(), 3u);
      }
    }
    for (std::size_t size = 0; size < file.size(); size += 13) {
      const PackageList list = rpm_database.read(MemoryRoot{{path, file.substr(0, size)}});
      EXPECT_TRUE(size == 0 || list.packages.size() == 2 || !list.errors.empty())
          << path << " cut off at " << size;
    }
  }
}

TEST(Rpm, EndsWhereSqliteGoesInCircles) {
  std::string file = test::sqlite_file(headers());
  // The root's last child becomes the root.
  file.replace(512 + 8, 4, std::string("\0\0\0\2", 4));
  EXPECT_THAT(messages(rpm_database.read(MemoryRoot{{"var/lib/rpm/rpmdb.sqlite", file}})),
              ElementsAre("has a page that is missing, or in two places"));
}

TEST(RpmHeader, RefusesCountsThatDoNotFit) {
  const std::string header = rpm_header(bash);
  EXPECT_TRUE(rpm::Header::parse(header));
  EXPECT_TRUE(rpm::Header::parse(header + "more"));
  EXPECT_FALSE(rpm::Header::parse(header.substr(0, header.size() - 1)));
  EXPECT_FALSE(rpm::Header::parse(std::string(100, '\0')));
  EXPECT_FALSE(rpm::Header::parse(std::string(100, '\xff')));
}

TEST(RpmHeader, ReadsNothingOutsideOfItsData) {
  std::string header = test::rpm_header({.name = "x",
                                         .version = {},
                                         .release = {},
                                         .architecture = {},
                                         .source = {},
                                         .license = {},
                                         .vendor = {},
                                         .modularity = {},
                                         .provides = {"a", "b"},
                                         .needs = {}});
  using rpm::Tag;
  header.pop_back();
  header[7] = static_cast<char>(header[7] - 1);  // "b" without its end
  auto parsed = rpm::Header::parse(header);
  ASSERT_TRUE(parsed);
  EXPECT_THAT(parsed->texts(Tag::provide_name), ElementsAre("a", "b"));
  EXPECT_EQ(parsed->text(Tag::provide_name), "");
  EXPECT_EQ(parsed->number(Tag::name), 0u);
  header[8 + 8] = '\x7f';  // the offset of the name
  parsed = rpm::Header::parse(header);
  EXPECT_EQ(parsed->text(Tag::name), "");
  EXPECT_THAT(parsed->texts(Tag::require_name), IsEmpty());
}

}  // namespace
}  // namespace boltseal
