// The lookup file when it is not what was written.

#include "advisories/lookup_file.h"

#include <gtest/gtest.h>

#include "advisories/diff.h"
#include "advisories/lookup_format.h"
#include "advisories/lookup_writer.h"

namespace boltseal {
namespace {

std::string small_file() {
  LookupWriter writer;
  writer.add(Advisory{
      .id = "CVE-2019-14697",
      .source = "alpine",
      .severities = {{"nvd", Rating::critical, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}},
      .affected = {
          {.ecosystem = "Alpine:v3.10",
           .package = "musl",
           .ranges = {{{{VersionEvent::Kind::introduced, "0"},
                        {VersionEvent::Kind::fixed, "1.1.22-r3"}}}},
           .architectures = {"x86_64"}},
          {.ecosystem = "npm", .package = "left-padder", .versions = {"1.0.0", "1.0.1"}}}});
  return writer.finish({{"alpine", "2026-08-21", "sha256:0", 1, 2}});
}

// Looks at all that there is in bytes that may be anything; how much that was.
std::size_t look_at_all(std::string_view bytes) {
  const auto file = LookupFile::of(bytes);
  if (!file) return 0;
  std::size_t seen = 0;
  const auto all = diff_of(*file, *file);
  EXPECT_TRUE(all.packages.size() < 100);
  file->for_each_package([&](std::string_view ecosystem, std::string_view package,
                             const std::vector<AffectedRow>& rows) {
    seen += rows.size();
    for (const AffectedRow& row : file->rows_of(ecosystem, package)) {
      seen += file->vulnerability(row.vulnerability).id.size();
    }
  });
  return seen;
}

TEST(LookupFile, NoticesEveryChangedByte) {
  const std::string good = small_file();
  ASSERT_TRUE(LookupFile::of(good)->verify());
  EXPECT_EQ(look_at_all(good), 2 + 2 * std::string("CVE-2019-14697").size());
  // The directory is most of the file, and all alike.
  for (std::size_t i = 0; i < good.size(); i += i > 1000 && i + 2000 < good.size() ? 997 : 1) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x5a);
    const auto file = LookupFile::of(bad);
    EXPECT_TRUE(!file || !file->verify()) << i;
    look_at_all(bad);
  }
}

TEST(LookupFile, NoticesEveryTruncation) {
  const std::string good = small_file();
  for (std::size_t size = 0; size < good.size(); size += size > 1000 ? 9973 : 7) {
    EXPECT_FALSE(LookupFile::of(std::string_view(good).substr(0, size))) << size;
  }
}

TEST(LookupFile, RefusesANewerFormatInAClearSentence) {
  std::string bytes = small_file();
  bytes[lookup::magic.size()] = static_cast<char>(lookup::format_version + 1);
  const auto file = LookupFile::of(bytes);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, "has format 2, which is newer than this boltseal knows (1)");
  EXPECT_EQ(LookupFile::of("SQLite format 3").error().message, "is no advisory file of boltseal");
}

}  // namespace
}  // namespace boltseal
