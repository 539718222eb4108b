#include "base/timestamp.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(Timestamp, IsReadAsItIsWritten) {
  for (const char* const text :
       {"2026-11-25T22:00:00Z", "1970-01-01T00:00:00Z", "2028-02-29T23:59:59Z"}) {
    const auto moment = parse_timestamp(text);
    ASSERT_TRUE(moment) << text;
    EXPECT_EQ(to_text(*moment), text);
  }
}

TEST(Timestamp, IsNothingElse) {
  for (const char* const text :
       {"", "2026-11-25", "2026-11-25T22:00:00", "2026-11-25T24:00:00Z", "2026-11-25T22:60:00Z",
        "2026-02-29T22:00:00Z", "2026-11-25 22:00:00Z", "2026-11-25T22:00:0xZ",
        "2026-11-25T22:00:00+01:00", "2026-11-25T-1:00:00Z"}) {
    EXPECT_FALSE(parse_timestamp(text)) << text;
  }
}

}  // namespace
}  // namespace boltseal
