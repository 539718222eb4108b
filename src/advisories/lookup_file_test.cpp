// The lookup file from what feeds read, to what a scan finds in it.

#include "advisories/lookup_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "advisories/lookup_format.h"
#include "advisories/lookup_writer.h"
#include "base/text.h"
#include "support/folder.h"

namespace boltseal {
namespace {

using Kind = VersionEvent::Kind;

VersionRange before(const std::string& fixed) {
  return {{{Kind::introduced, "0"}, {Kind::fixed, fixed}}};
}

Advisory advisory(const std::string& id, const std::string& source, std::vector<Affected> affected,
                  std::vector<std::string> aliases = {}) {
  return {
      .id = id, .source = source, .aliases = std::move(aliases), .affected = std::move(affected)};
}

Affected in(const std::string& ecosystem, const std::string& package, const std::string& fixed,
            Status status = Status::affected) {
  Affected made{.ecosystem = ecosystem, .package = package, .status = status};
  if (!fixed.empty()) made.ranges.push_back(before(fixed));
  return made;
}

std::string write(const std::vector<Advisory>& advisories,
                  const std::vector<VulnerabilityNote>& notes = {}) {
  LookupWriter writer;
  for (const Advisory& one : advisories) writer.add(one);
  for (const VulnerabilityNote& note : notes) writer.add(note);
  return writer.finish({{"osv", "2026-01-02", "sha256:0", advisories.size(), 1}});
}

std::string dump(const std::vector<SeverityClaim>& severities) {
  std::string text;
  for (const SeverityClaim& claim : severities) {
    text += " " + claim.source + "=" + std::string(name_of(claim.rating));
    if (!claim.vector.empty()) text += "(" + claim.vector + ")";
  }
  return text;
}

std::string dump(const LookupFile& file, const AffectedRow& row) {
  std::string text = "  " + std::string(file.vulnerability(row.vulnerability).id) + " by " +
                     std::string(row.source) + " " + std::string(name_of(row.status));
  if (!row.advisory.empty()) text += " as " + std::string(row.advisory);
  if (!row.note.empty()) text += " (" + std::string(row.note) + ")";
  if (!row.modularity.empty()) text += " module " + std::string(row.modularity);
  for (const std::string_view one : row.architectures) text += " on " + std::string(one);
  for (const auto& interval : row.intervals) {
    constexpr const char* ends[] = {"...)", ")", "]", " limit)"};
    text += " [" + std::string(interval.introduced) + "," + std::string(interval.last) +
            ends[static_cast<int>(interval.end)];
  }
  for (const std::string_view one : row.versions) text += " =" + std::string(one);
  return text + dump(row.severities) + "\n";
}

// Everything that is in a file.
std::string dump(const std::string& bytes, bool is_sound = true) {
  const auto file = LookupFile::of(bytes);
  if (!file) return file.error().message;
  std::vector<std::string> packages;
  file->for_each_package([&](std::string_view ecosystem, std::string_view package,
                             const std::vector<AffectedRow>& rows) {
    std::string text = std::string(ecosystem) + " " + std::string(package) + "\n";
    for (const AffectedRow& row : rows) text += dump(*file, row);
    const std::size_t found = file->rows_of(ecosystem, package).size();
    EXPECT_TRUE(!is_sound || found == rows.size());
    packages.push_back(std::move(text));
  });
  std::ranges::sort(packages);
  std::string text = join(packages, "");
  for (std::uint32_t i = 0; i < file->vulnerability_count(); ++i) {
    const VulnerabilityRecord record = file->vulnerability(i);
    text += std::string(record.id);
    for (const std::string_view alias : record.aliases) text += " = " + std::string(alias);
    if (!record.summary.empty()) text += " \"" + std::string(record.summary) + "\"";
    if (!record.published.empty()) text += " published " + std::string(record.published);
    if (!record.modified.empty()) text += " modified " + std::string(record.modified);
    if (!record.exploited_since.empty())
      text += " exploited " + std::string(record.exploited_since);
    if (record.epss >= 0) text += " epss " + std::to_string(record.epss);
    text += dump(record.severities);
    for (const std::string_view url : record.references) text += " " + std::string(url);
    text += "\n";
  }
  return text;
}

Advisory full() {
  Affected affected{.ecosystem = "AlmaLinux:8",
                    .package = "nodejs",
                    .ranges = {{{{Kind::introduced, "1"},
                                 {Kind::last_affected, "2"},
                                 {Kind::introduced, "3"},
                                 {Kind::fixed, "4"}}},
                               {{{Kind::introduced, "0"}, {Kind::limit, "9"}}}},
                    .versions = {"1.5", "1.1"},
                    .status = Status::deferred,
                    .note = "postponed",
                    .modularity = "nodejs:18",
                    .architectures = {"x86_64", "aarch64"},
                    .severities = {{"almalinux", Rating::high, ""}}};
  return {.id = "GHSA-a",
          .source = "osv",
          .aliases = {"CVE-2020-1", "XYZ-1"},
          .summary = "A summary",
          .published = "2020-01-01",
          .modified = "2020-02-02",
          .severities = {{"ghsa", Rating::unknown, "CVSS:3.1/AV:N"}},
          .references = {"https://a", "https://b", "https://c", "https://d"},
          .affected = {affected}};
}

TEST(LookupFile, HoldsWhatWasWritten) {
  const std::string bytes =
      write({full()}, {{.id = "CVE-2020-1",
                        .exploited_since = "2021-12-10",
                        .epss = 0.94358F,
                        .severities = {{"nvd", Rating::critical, "CVSS:3.1/AV:P"}}}});
  EXPECT_EQ(
      dump(bytes),
      "AlmaLinux:8 nodejs\n"
      "  CVE-2020-1 by osv deferred as GHSA-a (postponed) module nodejs:18 on x86_64 on aarch64 "
      "[1,2] [3,4) [,9 limit) =1.1 =1.5 almalinux=high\n"
      "CVE-2020-1 = GHSA-a = XYZ-1 \"A summary\" published 2020-01-01 modified 2020-02-02 "
      "exploited 2021-12-10 epss 0.943580 ghsa=unknown(CVSS:3.1/AV:N) "
      "nvd=critical(CVSS:3.1/AV:P) https://a https://b https://c\n");
  const auto file = LookupFile::of(bytes);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->verify());
  EXPECT_EQ(file->digest().size(), 71u);
  EXPECT_EQ(file->package_count(), 1u);
  EXPECT_TRUE(file->covers("AlmaLinux:8"));
  EXPECT_FALSE(file->covers("AlmaLinux:9"));
  EXPECT_TRUE(file->rows_of("AlmaLinux:8", "node").empty());
  EXPECT_TRUE(file->rows_of("AlmaLinux:", "8nodejs").empty());
  ASSERT_EQ(file->sources().size(), 1u);
  EXPECT_EQ(file->sources()[0].name + file->sources()[0].date, "osv2026-01-02");
  // Also from the disk, and of nothing.
  const test::TemporaryFolder folder;
  EXPECT_TRUE(LookupFile::open(folder.put("db", bytes))->verify());
  EXPECT_EQ(LookupFile::open(folder.put("empty", "")).error().message,
            "is no advisory file of boltseal");
  EXPECT_EQ(LookupFile::open(folder.path()).error().message, "is no advisory file of boltseal");
  EXPECT_EQ(LookupFile::open(folder.path() + "none").error().message,
            "cannot be opened: No such file or directory");
  EXPECT_EQ(dump(write({})), "");
}

TEST(LookupFile, JoinsWhatIsTheSameVulnerability) {
  // Whichever of them names the other.
  EXPECT_EQ(dump(write({advisory("GHSA-a", "ghsa", {in("npm", "p", "2")}),
                        advisory("CVE-1", "nvd", {}, {"GHSA-a"}),
                        advisory("GO-1", "go", {in("Go", "p", "2")}, {"GHSA-a"})})),
            "Go p\n  CVE-1 by go affected as GO-1 [,2)\n"
            "npm p\n  CVE-1 by ghsa affected as GHSA-a [,2)\n"
            "CVE-1 = GHSA-a = GO-1\n");
  // Two CVEs never are, though a third id says so; what names several is an advisory over them.
  EXPECT_EQ(
      dump(write({advisory("DSA-1", "debian", {in("Debian:12", "p", "2")}, {"CVE-1", "CVE-2"})})),
      "Debian:12 p\n  CVE-1 by debian affected as DSA-1 [,2)\n"
      "  CVE-2 by debian affected as DSA-1 [,2)\nCVE-1\nCVE-2\n");
  Advisory upstream = advisory("ALSA-1", "osv", {in("AlmaLinux:8", "p", "2")});
  upstream.upstream = {"CVE-3", "CVE-4"};
  EXPECT_EQ(dump(write({upstream})),
            "AlmaLinux:8 p\n  CVE-3 by osv affected as ALSA-1 [,2)\n"
            "  CVE-4 by osv affected as ALSA-1 [,2)\nCVE-3\nCVE-4\n");
  EXPECT_EQ(dump(write({advisory("CVE-1", "osv", {in("npm", "p", "2")}, {"CVE-2"})})),
            dump(write({advisory("CVE-1", "osv", {in("npm", "p", "2")})})));
}

TEST(LookupFile, LeavesOutWhatIsSaidNotToBe) {
  Advisory withdrawn = advisory("CVE-1", "osv", {in("npm", "p", "2")});
  withdrawn.withdrawn = true;
  EXPECT_EQ(dump(write({withdrawn})), "");
  // One source's word counts against the others', of this package in this release only.
  const auto clear =
      advisory("CVE-1", "alpine", {in("Alpine:v3.18", "p", "", Status::not_affected)});
  const std::string both =
      dump(write({clear, advisory("CVE-1", "osv",
                                  {in("Alpine:v3.18", "p", "2"), in("Alpine:v3.19", "p", "2")})}));
  EXPECT_EQ(both, "Alpine:v3.19 p\n  CVE-1 by osv affected [,2)\nCVE-1\n");
  // Also under another id.
  EXPECT_EQ(
      dump(write({clear, advisory("GHSA-x", "osv", {in("Alpine:v3.18", "p", "2")}, {"CVE-1"})})),
      "");
  // Who contradicts himself is believed the worse.
  EXPECT_EQ(dump(write({clear, advisory("CVE-1", "alpine", {in("Alpine:v3.18", "p", "2")})})),
            "Alpine:v3.18 p\n  CVE-1 by alpine affected [,2)\nCVE-1\n");
  // An ecosystem of which nothing is left was looked at all the same.
  const std::string bytes = write({clear});
  EXPECT_TRUE(LookupFile::of(bytes)->covers("Alpine:v3.18"));
}

TEST(LookupFile, IsTheSameForTheSameRecordsInAnyOrder) {
  std::mt19937 random(11);
  const auto pick = [&](unsigned below) { return static_cast<unsigned>(random() % below); };
  const auto number = [&](unsigned below) { return std::to_string(pick(below)); };
  std::vector<Advisory> advisories = {full()};
  std::vector<VulnerabilityNote> notes;
  for (int i = 0; i < 300; ++i) {
    Advisory made = advisory((pick(2) == 0 ? "CVE-" : "GHSA-") + number(60), "s" + number(3), {});
    for (unsigned k = pick(3); k > 0; --k) {
      made.aliases.push_back((pick(2) == 0 ? "CVE-" : "GHSA-") + number(60));
    }
    made.summary = pick(2) == 0 ? "" : "summary " + number(9);
    made.published = "2020-01-0" + number(9);
    made.references = {"https://" + number(9), "https://" + number(9)};
    made.severities = {{"nvd", static_cast<Rating>(pick(6)), ""}};
    for (unsigned k = pick(4); k > 0; --k) {
      Affected affected = in("npm", "p" + number(5), number(9),
                             pick(9) == 0 ? Status::not_affected : static_cast<Status>(pick(7)));
      affected.versions = {number(9), number(9)};
      made.affected.push_back(std::move(affected));
    }
    advisories.push_back(std::move(made));
    notes.push_back({.id = "CVE-" + number(60),
                     .exploited_since = pick(2) == 0 ? "" : "2021-01-0" + number(9),
                     .epss = static_cast<float>(pick(100)) / 100});
  }
  const std::string first = write(advisories, notes);
  for (int i = 0; i < 10; ++i) {
    std::ranges::shuffle(advisories, random);
    std::ranges::shuffle(notes, random);
    EXPECT_TRUE(write(advisories, notes) == first);
  }
  EXPECT_TRUE(LookupFile::of(first)->verify());
}

TEST(LookupFile, TakesNoTitleOfAnUpdateForASummary) {
  Advisory about_others = advisory("DSA-1-1", "debian", {in("Debian:12", "p", "1")});
  about_others.upstream = {"CVE-2020-1", "CVE-2020-2"};
  about_others.summary = "chromium - security update";
  Advisory itself = advisory("CVE-2020-2", "nvd", {});
  itself.summary = "The reader of fonts overflows a heap buffer";
  const std::string bytes = write({about_others, itself});
  const auto file = LookupFile::of(bytes);
  EXPECT_EQ(file->vulnerability(0).summary, "");
  EXPECT_EQ(file->vulnerability(1).summary, itself.summary);
}

TEST(LookupFile, HoldsWhatWasSaidLastOfASeries) {
  LookupWriter writer;
  writer.add(SeriesSupport{"Debian", "12", "2026-07-11", "2026-01-01"});
  writer.add(SeriesSupport{"Debian", "12", "2028-06-30", "2026-08-22"});
  writer.add(SeriesSupport{"Debian", "12", "2027-01-01", ""});
  writer.add(SeriesSupport{"Alpine", "3.22", "", "2026-08-22"});
  writer.add(SeriesSupport{"Alpine", "3.21", "in 2026", ""});
  const std::string bytes = writer.finish({});
  const std::vector<SeriesSupport> expected = {{"Alpine", "3.22", "", "2026-08-22"},
                                               {"Debian", "12", "2028-06-30", "2026-08-22"}};
  EXPECT_EQ(LookupFile::of(bytes)->series(), expected) << "what is no day is nothing";
}

TEST(LookupFile, IsRefusedInAnotherFormat) {
  std::string bytes = write({full()});
  const auto in_format = [&](char version) {
    bytes[20] = version;
    const auto file = LookupFile::of(bytes);
    return file ? "" : file.error().message + "; " + file.error().remedy;
  };
  EXPECT_EQ(in_format(lookup::format_version), "");
  EXPECT_EQ(in_format(100),
            "has format 100, which is newer than this boltseal knows (" +
                std::to_string(lookup::format_version) +
                "); update boltseal, or make the file anew with: boltseal db build");
  EXPECT_EQ(
      in_format(0),
      "has format 0 of an older boltseal; make it anew with: boltseal db update (or db build)");
  EXPECT_EQ(dump("something else"), "is no advisory file of boltseal");
  EXPECT_EQ(dump(std::string(lookup::magic)), "is cut off");
}

// What a scan does with a file.
void use(const std::string& bytes) {
  const auto file = LookupFile::of(bytes);
  if (!file) return;
  static_cast<void>(file->digest());
  for (const char* package : {"nodejs", "p", "q", ""}) {
    for (const AffectedRow& row : file->rows_of("AlmaLinux:8", package)) {
      static_cast<void>(file->vulnerability(row.vulnerability));
    }
  }
  static_cast<void>(dump(bytes, false));
  for (const std::uint32_t index : {0u, 1u, 1000u, ~0u}) {
    static_cast<void>(file->vulnerability(index));
  }
}

TEST(LookupFile, IsNeverTrusted) {
  const std::string whole =
      write({full(), advisory("CVE-7", "osv", {in("AlmaLinux:8", "p", "2")})});
  for (std::size_t size = 0; size < whole.size(); size += size < 300 ? 1 : 997) {
    use(whole.substr(0, size));
  }
  const std::size_t header = sizeof(lookup::Header);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    // The directory has 65,537 numbers, nearly all of them the same.
    if (i > header + 300 && i + 700 < whole.size() && i % 4001 != 0) continue;
    std::string changed = whole;
    for (const int value : {0x00, 0xff, 0x80, 0x01}) {
      changed[i] = static_cast<char>(value);
      if (changed[i] == whole[i]) continue;
      use(changed);
      if (i < 96 || i % 16 != 0) continue;
      const auto file = LookupFile::of(changed);
      EXPECT_FALSE(file && file->verify()) << i;
    }
  }
}

}  // namespace
}  // namespace boltseal
