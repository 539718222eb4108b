#include "scan/version_match.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace boltseal {
namespace {

using Kind = VersionEvent::Kind;

// "introduced 1 fixed 2 | introduced 3" as ranges.
std::vector<VersionRange> ranges_of(std::string_view text) {
  std::vector<VersionRange> ranges(1);
  const auto words = split(text, ' ');
  for (std::size_t i = 0; i + 1 < words.size();) {
    if (words[i] == "|") {
      ranges.emplace_back();
      ++i;
      continue;
    }
    const Kind kind = words[i] == "introduced"      ? Kind::introduced
                      : words[i] == "fixed"         ? Kind::fixed
                      : words[i] == "last_affected" ? Kind::last_affected
                                                    : Kind::limit;
    ranges.back().events.push_back({kind, std::string(words[i + 1])});
    i += 2;
  }
  return ranges;
}

std::string intervals(std::string_view text, std::string_view ecosystem = "npm") {
  std::string all;
  for (const VersionRange& range : ranges_of(text)) {
    for (const auto& interval : intervals_of(range, ecosystem)) {
      all += "[" + interval.introduced;
      if (interval.end == IntervalEnd::never) all += " ...)";
      if (interval.end == IntervalEnd::before_fix) all += " " + interval.last + ")";
      if (interval.end == IntervalEnd::at_last) all += " " + interval.last + "]";
      if (interval.end == IntervalEnd::before_limit) all += " limit " + interval.last + ")";
    }
  }
  return all;
}

TEST(Intervals, AreWhatTheEventsMean) {
  EXPECT_EQ(intervals("introduced 0"), "[ ...)");
  EXPECT_EQ(intervals("introduced 0 fixed 1.2.0"), "[ 1.2.0)");
  EXPECT_EQ(intervals("introduced 1.0.0 last_affected 1.2.0"), "[1.0.0 1.2.0]");
  EXPECT_EQ(intervals("introduced 0 fixed 1.0.0 introduced 2.0.0 fixed 2.1.0"),
            "[ 1.0.0)[2.0.0 2.1.0)");
  EXPECT_EQ(intervals(""), "");
  EXPECT_EQ(intervals("fixed 1.0.0"), "");
  // Sorted as the ecosystem orders, not as written, nor as text.
  EXPECT_EQ(intervals("fixed 10.0.0 introduced 9.0.0 fixed 2.0.0 introduced 0"),
            "[ 2.0.0)[9.0.0 10.0.0)");
  EXPECT_EQ(intervals("fixed 1.0 introduced 1.0~rc1", "Debian:12"), "[1.0~rc1 1.0)");
  // What is open is not opened again, what is closed not closed again.
  EXPECT_EQ(intervals("introduced 1.0.0 introduced 1.5.0 fixed 2.0.0 fixed 3.0.0"),
            "[1.0.0 2.0.0)");
}

TEST(Intervals, MayEndAndBeginAtOneVersion) {
  EXPECT_EQ(intervals("introduced 0 introduced 2.0.0 fixed 2.0.0 fixed 3.0.0"),
            "[ 2.0.0)[2.0.0 3.0.0)");
  EXPECT_EQ(intervals("fixed 1.0.0 introduced 1.0.0"), "[1.0.0 1.0.0)");
  EXPECT_EQ(intervals("last_affected 1.0.0 introduced 1.0.0"), "[1.0.0 1.0.0]");
}

TEST(Intervals, EndAtTheHighestLimit) {
  EXPECT_EQ(intervals("introduced 0 limit 2.0.0"), "[ limit 2.0.0)");
  EXPECT_EQ(intervals("introduced 0 limit 10.0.0 limit 9.0.0"), "[ limit 10.0.0)");
  EXPECT_EQ(intervals("introduced 0 limit *"), "[ ...)");
  EXPECT_EQ(intervals("introduced 0 fixed 1.0.0 introduced 3.0.0 fixed 4.0.0 limit 2.0.0"),
            "[ 1.0.0)");
  EXPECT_EQ(intervals("introduced 0 fixed 5.0.0 limit 2.0.0"), "[ limit 2.0.0)");
  EXPECT_EQ(intervals("introduced 0 fixed 2.0.0 limit 2.0.0"), "[ 2.0.0)");
  EXPECT_EQ(intervals("introduced 0 last_affected 2.0.0 limit 2.0.0"), "[ limit 2.0.0)");
}

TEST(Intervals, AreAsWrittenWhereNothingCanBeCompared) {
  EXPECT_EQ(intervals("introduced 0 fixed b", "NoSuchEcosystem"), "[ b)");
  EXPECT_EQ(intervals("introduced x fixed 1.0.0 introduced 0.5.0"), "[x 1.0.0)[0.5.0 ...)");
}

struct Row {
  std::vector<VersionInterval<std::string>> kept;
  AffectedRow row;
};

std::string said(std::string_view ranges, std::string_view version,
                 std::vector<std::string_view> versions = {}, std::string_view ecosystem = "npm") {
  std::vector<VersionInterval<std::string>> kept;
  for (const VersionRange& range : ranges_of(ranges)) {
    for (auto& interval : intervals_of(range, ecosystem)) kept.push_back(std::move(interval));
  }
  AffectedRow row;
  for (const auto& interval : kept) {
    row.intervals.push_back({interval.introduced, interval.end, interval.last});
  }
  row.versions = std::move(versions);
  const VersionAnswer got = answer(row, version, ordering_of(ecosystem));
  return std::string(got.is_affected ? "affected" : "not") +
         (got.fixed.empty() ? "" : ", fixed in " + std::string(got.fixed)) +
         (got.unparsable.empty() ? "" : ", cannot compare " + std::string(got.unparsable));
}

TEST(Answer, IsThatOfTheInterval) {
  const char* const two = "introduced 0 fixed 1.0.0 introduced 2.0.0 last_affected 2.1.0";
  EXPECT_EQ(said(two, "0.0.1"), "affected, fixed in 1.0.0");
  EXPECT_EQ(said(two, "1.0.0-rc.1"), "affected, fixed in 1.0.0");
  EXPECT_EQ(said(two, "1.0.0"), "not");
  EXPECT_EQ(said(two, "2.0.0"), "affected");
  EXPECT_EQ(said(two, "2.1.0"), "affected");
  EXPECT_EQ(said(two, "2.1.1"), "not");
  EXPECT_EQ(said("introduced 0 limit 2.0.0", "1.9.9"), "affected");
  EXPECT_EQ(said("introduced 0 limit 2.0.0", "2.0.0"), "not");
  EXPECT_EQ(said("", "1.0.0"), "not");
}

TEST(Answer, TakesListedVersionsToo) {
  EXPECT_EQ(said("introduced 2.0.0 fixed 3.0.0", "1.0.0", {"0.9.0", "1.0.0"}), "affected");
  EXPECT_EQ(said("", "1.0", {"1.0.0"}, "PyPI"), "affected");
  EXPECT_EQ(said("", "1.1", {"1.0.0"}, "PyPI"), "not");
  // Without an ordering only what is written counts.
  EXPECT_EQ(said("introduced 0 fixed 9", "1", {"1"}, "NoSuchEcosystem"), "affected");
  EXPECT_EQ(said("introduced 0 fixed 9", "1", {"2"}, "NoSuchEcosystem"), "not");
}

TEST(Answer, NamesNoFixThatIsAffectedItself) {
  EXPECT_EQ(said("introduced 0 fixed 1.2.0 | introduced 0 fixed 1.5.0", "1.0.0"),
            "affected, fixed in 1.5.0");
  EXPECT_EQ(said("introduced 0 fixed 1.2.0 | introduced 1.2.0 fixed 1.5.0", "1.0.0"),
            "affected, fixed in 1.5.0");
  EXPECT_EQ(said("introduced 0 fixed 1.2.0 | introduced 1.1.0", "1.0.0"), "affected");
  EXPECT_EQ(said("introduced 0 fixed 1.2.0 | introduced 0", "1.0.0"), "affected");
  EXPECT_EQ(said("introduced 0 fixed 1.2.0 introduced 1.3.0 fixed 1.4.0", "1.0.0"),
            "affected, fixed in 1.2.0");
}

TEST(Answer, SaysWhatItCannotCompare) {
  EXPECT_EQ(said("introduced 0 fixed not_a_version", "1.0.0"), "not, cannot compare not_a_version");
  EXPECT_EQ(said("introduced 0 fixed not_a_version | introduced 0 fixed 2.0.0", "1.0.0"),
            "affected, fixed in 2.0.0, cannot compare not_a_version");
}

TEST(Answer, KeepsEpochs) {
  EXPECT_EQ(said("introduced 0 fixed 2:9.1-4", "2:9.1-3", {}, "Debian:12"),
            "affected, fixed in 2:9.1-4");
  EXPECT_EQ(said("introduced 0 fixed 9.2-1", "2:9.1-3", {}, "Debian:12"), "not");
  EXPECT_EQ(said("introduced 0 fixed 1:1.0-1", "9.1-3", {}, "Debian:12"),
            "affected, fixed in 1:1.0-1");
  EXPECT_EQ(said("introduced 0 fixed 0:1.0-1", "1.0-1", {}, "AlmaLinux:8"), "not");
}

}  // namespace
}  // namespace boltseal
