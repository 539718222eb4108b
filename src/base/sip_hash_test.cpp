#include "base/sip_hash.h"

#include <gtest/gtest.h>

#include <string>

namespace boltseal {
namespace {

// The authors' vectors are of the key 00 01 … 0f and the texts "", 00, 00 01, …, of SipHash-2-4.
TEST(SipHash, GivesTheValuesOfItsAuthors) {
  const SipKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
  std::string text;
  const auto next = [&] {
    const std::uint64_t hash = sip_hash<2, 4>(key, text);
    text += static_cast<char>(text.size());
    return hash;
  };
  EXPECT_EQ(next(), 0x726fdb47dd0e0e31);
  EXPECT_EQ(next(), 0x74f839c593dc67fd);
  EXPECT_EQ(next(), 0x0d6c8009d9a94f5a);
  EXPECT_EQ(next(), 0x85676696d7fb7e2d);
  while (text.size() < 15) next();
  EXPECT_EQ(next(), 0xa129ca6149be45e5);  // the paper's own example, appendix A
}

TEST(SipHash, DependsOnTheKey) {
  EXPECT_NE(sip_hash({1, 2}, "name"), sip_hash({1, 3}, "name"));
  EXPECT_NE(sip_hash({1, 2}, "name"), sip_hash({2, 2}, "name"));
  EXPECT_TRUE(process_key().low != 0 || process_key().high != 0);
}

}  // namespace
}  // namespace boltseal
