// What an image and its advisories may say cannot leave the place where it is shown.

#include "report/scan_report.h"
#include "scan/upgrades.h"

#include <gtest/gtest.h>

#include "report/scan_parts.h"

namespace boltseal {
namespace {

class Text final : public Output {
 public:
  void write(std::string_view text) override { all += text; }
  std::string all;
};

VulnerabilityMatch match_of(std::string id, Rating rating, std::string fixed = {}) {
  VulnerabilityMatch match;
  match.id = std::move(id);
  match.rating = rating;
  match.fixed = std::move(fixed);
  return match;
}

FoundPackage package_of(const std::string& name, std::uint16_t layer = 0) {
  FoundPackage found;
  found.package.type = "deb";
  found.package.name = name;
  found.package.source_name = name;
  found.package.version = found.package.source_version = "1.0-1";
  found.layer = layer;
  return found;
}

ScanResult hostile() {
  const std::string evil = "<script>alert(1)</script>\x1b[31m\n\xE2\x80\xAE&\"'`]($x)";
  ScanResult result;
  result.has_advisories = true;
  result.examined = 1;
  result.inventory.subject = result.inventory.reference = evil;
  result.inventory.distribution = Distribution{evil, evil, evil, evil};
  result.inventory.layers = {
      {evil, evil, "RUN TOKEN=ghp_0123456789abcdefghijABCDEFGHIJ012345 make", true},
      {evil, evil, evil, false}};
  FoundPackage found = package_of(evil);
  found.package.path = "//" + evil;
  result.inventory.packages = {found};
  VulnerabilityMatch match = match_of(evil, Rating::unknown, evil);
  match.summary = match.note = match.rated_by = match.published = match.exploited_since = evil;
  match.aliases = match.advisories = match.sources = {evil};
  match.references = {"javascript:alert(1)", "https://a.example/\"><script>", "https://b.example/"};
  result.matches = {match};
  result.gaps = {{evil, evil, evil}};
  result.accepted = {{match, {evil, evil, {}, {}}}};
  result.sources = {{evil, evil, {evil}}};
  result.support = {evil, evil};
  ShownFinding notice;
  notice.rule = "allowance/unused";
  notice.place.path = notice.message = evil;
  notice.place.begin = notice.place.end = {1, 1};
  result.notices = {notice};
  return result;
}

class HostileReport : public testing::TestWithParam<std::string_view> {};

TEST_P(HostileReport, ShowsNothingAsItIs) {
  Text text;
  ScanReportOptions options;
  options.version = "0.1.0";
  options.verbose = true;
  find_scan_report(GetParam())->write(hostile(), options, text);
  EXPECT_EQ(text.all.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.all.find("ghp_0123456789"), std::string::npos);
  if (GetParam() == "text" || GetParam() == "html" || GetParam() == "sarif") {
    EXPECT_EQ(text.all.find("\xE2\x80\xAE"), std::string::npos);
  }
  if (GetParam() == "html") {
    for (const std::string_view banned : {"<script", "javascript:", "src=", "@import", "url("}) {
      EXPECT_EQ(text.all.find(banned), std::string::npos) << banned;
    }
    EXPECT_NE(text.all.find("href=\"https://b.example/\""), std::string::npos);
    EXPECT_EQ(text.all.find("a.example"), std::string::npos);
  }
}

std::vector<std::string_view> names() {
  std::vector<std::string_view> names;
  for (const ScanReport* const report : all_scan_reports()) names.push_back(report->name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, HostileReport, testing::ValuesIn(names()),
                         [](const auto& tested) { return std::string(tested.param); });

TEST(ScanReport, CountsAVulnerabilityOnceWithItsWorstRating) {
  ScanResult result;
  result.inventory.packages = {package_of("a"), package_of("b", 1)};
  result.matches = {match_of("CVE-1", Rating::low), match_of("CVE-1", Rating::high),
                    match_of("CVE-2", Rating::unknown)};
  result.matches[1].package = 1;
  EXPECT_EQ(rating_counts(count_by_rating(result.matches)), "1 high, 1 unrated");
  EXPECT_EQ(rating_counts(count_by_rating(result, 0)), "1 low, 1 unrated");
  EXPECT_EQ(rating_counts(count_by_rating(result, 1)), "1 high");
}

TEST(ScanReport, SaysOfWhenTheAdvisoriesAre) {
  ScanResult result;
  EXPECT_EQ(advisories_text(result), "");
  result.has_advisories = true;
  EXPECT_EQ(advisories_text(result), "") << "no package was looked up";
  result.examined = 1;
  EXPECT_EQ(advisories_text(result), "an unknown day");
  result.advisories_date = result.oldest_advisories_date = "2026-01-02";
  EXPECT_EQ(advisories_text(result), "2026-01-02");
  result.oldest_advisories_date = "2020-01-02";
  EXPECT_EQ(advisories_text(result), "2020-01-02 to 2026-01-02");
  result.sources = {{"alpine", "", {"Alpine:v3.18"}}};
  EXPECT_EQ(advisories_text(result), "alpine (undated)");
  result.sources.push_back({"csaf", "2026-01-01", {"Red Hat:9"}});
  result.sources.push_back({"osv", "2026-01-02", {"npm"}});
  EXPECT_EQ(advisories_text(result), "alpine (undated), csaf (2026-01-01) and osv (2026-01-02)");
}

TEST(ScanReport, TellsAnnotationsApart) {
  ScanResult result;
  result.inventory.subject = "a,b:c";
  result.inventory.packages = {package_of("x"), package_of("y")};
  result.inventory.packages[1].package.source_name = "x";
  result.matches = {match_of("CVE-1", Rating::high, "2.0"), match_of("CVE-1", Rating::high, "2.0"),
                    match_of("CVE-2", Rating::unknown)};
  result.matches[1].package = 1;
  result.matches[2].summary = "100 %\nand more";
  result.gaps = {{"layer 2", "is damaged", "get it again"}};
  Text text;
  find_scan_report("github")->write(result, {}, text);
  EXPECT_EQ(text.all,
            "::error title=CVE-1::x, y 1.0-1 in a,b:c: high; upgrade x to 2.0\n"
            "::warning title=CVE-2::x 1.0-1 in a,b:c: unrated; 100 %25\\x0aand more; "
            "there is no fix yet\n"
            "::error title=not examined::layer 2 is damaged; get it again\n");
}

TEST(ScanReport, UpgradesToTheVersionThatMendsAll) {
  ScanResult result;
  result.inventory.packages = {package_of("a")};
  result.matches = {match_of("CVE-1", Rating::low, "1.0-10"),
                    match_of("CVE-2", Rating::low, "1.0-9"), match_of("CVE-3", Rating::low)};
  const auto upgrades = upgrades_of(result);
  ASSERT_EQ(upgrades.size(), 1u);
  EXPECT_EQ(upgrades[0].fixed, "1.0-10");
  EXPECT_EQ(upgrades[0].vulnerabilities, 2u);
}

TEST(ScanReport, ReadsManyPackageByPackage) {
  ScanResult result;
  result.has_advisories = true;
  result.inventory.packages = {package_of("kernel"), package_of("zlib")};
  for (int i = 0; i < 30; ++i) {
    result.matches.push_back(match_of("CVE-2024-" + std::to_string(i), Rating::high, "2.0-1"));
  }
  result.matches.push_back(match_of("CVE-2025-1", Rating::low));
  result.matches.back().package = 1;
  Text text;
  find_scan_report("text")->write(result, {}, text);
  EXPECT_NE(text.all.find("high        kernel 1.0-1 → 2.0-1\n            30 high: CVE-2024-0, "
                          "CVE-2024-1, CVE-2024-2, CVE-2024-3 and 26 more\n"),
            std::string::npos)
      << text.all;
  EXPECT_NE(text.all.find("low         zlib 1.0-1  no fix\n"), std::string::npos) << text.all;
}

TEST(ScanReport, SaysWhatMadeALayerAsADockerfileDoes) {
  EXPECT_EQ(instruction_text("/bin/sh -c #(nop) ADD file:1 in / "), "ADD file:1 in /");
  EXPECT_EQ(instruction_text("/bin/sh -c apt-get update"), "RUN apt-get update");
  EXPECT_EQ(instruction_text("RUN /bin/sh -c apk add curl # buildkit"), "RUN apk add curl");
  EXPECT_EQ(instruction_text("COPY . /app # buildkit"), "COPY . /app");
  EXPECT_EQ(instruction_text(""), "");
}

}  // namespace
}  // namespace boltseal
