#include "base/date.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(Date, ReadsWhatACalendarHas) {
  const auto leap = parse_date("2028-02-29");
  ASSERT_TRUE(leap);
  EXPECT_EQ(to_text(*leap), "2028-02-29");
  EXPECT_EQ(to_text(*parse_date("0099-01-09")), "0099-01-09");
  for (const char* wrong : {"", "2027-02-29", "2027-13-01", "2027-1-1", "2027-01-00", "2027/01/01",
                            "2027-01-01 ", "+027-01-01", "20270101"}) {
    EXPECT_FALSE(parse_date(wrong)) << wrong;
  }
}

TEST(Date, HasAnOrder) { EXPECT_LT(*parse_date("2026-12-31"), *parse_date("2027-01-01")); }

}  // namespace
}  // namespace boltseal
