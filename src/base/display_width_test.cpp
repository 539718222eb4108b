#include "base/display_width.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

TEST(DisplayWidth, CountsTerminalColumns) {
  EXPECT_EQ(display_width(""), 0u);
  EXPECT_EQ(display_width("USER root"), 9u);
  EXPECT_EQ(display_width("größe"), 5u);
  EXPECT_EQ(display_width("e\u0301"), 1u);  // e with a combining acute accent
  EXPECT_EQ(display_width("日本語"), 6u);
  EXPECT_EQ(display_width("🚀"), 2u);
  EXPECT_EQ(display_width("\xff\xfe"), 2u);
}

}  // namespace
}  // namespace boltseal
