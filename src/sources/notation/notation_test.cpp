#include "sources/notation/notation.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(Notation, ReadsSizes) {
  EXPECT_EQ(parse_size("7"), 7);
  EXPECT_EQ(parse_size("512m"), 512 << 20);
  EXPECT_EQ(parse_size("64MiB"), 64 << 20);
  EXPECT_EQ(parse_size("1.5GB"), 1536ll << 20);
  for (const char* text : {"", "x", "lots", "1mm", "-1", "1e400", "99999999999999p", "nan"}) {
    EXPECT_EQ(parse_size(text), std::nullopt) << text;
  }
}

TEST(Notation, ReadsDurations) {
  EXPECT_EQ(parse_duration("0"), 0);
  EXPECT_EQ(parse_duration("1m30s"), 90'000);
  EXPECT_EQ(parse_duration("1h1m30.5s"), 3'690'500);
  EXPECT_EQ(parse_duration("1500\u00b5s"), 2);
  for (const char* text : {"", "5", "1d", "-1s", "s", "1x", "999999999999999999h", "1e9s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_long_duration(" -1d "), -86'400'000);
  EXPECT_EQ(parse_long_duration("1w"), 604'800'000);
  EXPECT_EQ(parse_long_duration("30"), std::nullopt);
  EXPECT_EQ(parse_long_duration("--1s"), std::nullopt);
}

TEST(Notation, ReadsNumbersAndSwitches) {
  EXPECT_EQ(parse_thousandths("0.25"), 250);
  EXPECT_EQ(parse_thousandths("-1"), -1000);
  EXPECT_EQ(parse_thousandths("1.2.3"), std::nullopt);
  EXPECT_EQ(parse_bool("T"), true);
  EXPECT_EQ(parse_bool("False"), false);
  EXPECT_EQ(parse_bool("yes"), std::nullopt);
}

TEST(Notation, NamesCapabilities) {
  EXPECT_EQ(capability_name("cap_net_admin"), "NET_ADMIN");
  EXPECT_EQ(capability_name("all"), "ALL");
}

}  // namespace
}  // namespace boltseal
