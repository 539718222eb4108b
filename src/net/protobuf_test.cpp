#include "net/protobuf.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace boltseal::net {
namespace {

using std::string_view_literals::operator""sv;

TEST(Protobuf, ReadsWhatTheEncodingGuideShows) {
  // protobuf.dev, "Encoding": field 1 is 150; field 2 is "testing"; field 3 holds field 1 again.
  const ProtobufMessage message("\x08\x96\x01\x12\x07testing\x1a\x03\x08\x96\x01"sv);
  EXPECT_TRUE(message.is_whole());
  EXPECT_EQ(message.number(1), 150u);
  EXPECT_EQ(message.text(2), "testing");
  EXPECT_EQ(message.message(3).number(1), 150u);
  EXPECT_EQ(message.number(4), 0u);
  EXPECT_EQ(message.bytes(1), "");
}

TEST(Protobuf, TakesTheLastAndAll) {
  const ProtobufMessage message(
      "\x0a\x01"
      "a\x0a\x01"
      "b\x0a\x00\x0d\x01\x00\x00\x00\x09\x02\x00\x00\x00\x00\x00\x00\x00"sv);
  EXPECT_TRUE(message.is_whole());
  EXPECT_EQ(message.all(1, 10), (std::vector<std::string_view>{"a", "b", ""}));
  EXPECT_EQ(message.all(1, 2).size(), 2u);
  EXPECT_EQ(message.number(1), 2u);
}

TEST(Protobuf, StopsAtDamage) {
  for (const std::string_view damaged :
       {"\x08"sv,
        "\x0a\x05"
        "abc"sv,
        "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv,
        "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"sv, "\x00\x01"sv, "\x0b\x0c"sv, "\x0d\x01"sv,
        "\x09\x01"sv, "\xf8\xff\xff\xff\xff\x01\x01"sv}) {
    EXPECT_FALSE(ProtobufMessage(damaged).is_whole());
  }
  // What stands before counts.
  EXPECT_EQ(ProtobufMessage("\x08\x05\x0a\x05"sv).number(1), 5u);
}

TEST(Protobuf, WritesWhatItReads) {
  ProtobufWriter writer;
  writer.number(1, 300);
  writer.bytes(16, "x");
  writer.number(2, ~std::uint64_t{0});
  EXPECT_EQ(writer.written(),
            "\x08\xac\x02\x82\x01\x01x\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv);
  EXPECT_EQ(ProtobufMessage(writer.written()).number(2), ~std::uint64_t{0});
}

}  // namespace
}  // namespace boltseal::net
