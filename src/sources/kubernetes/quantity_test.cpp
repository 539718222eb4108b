#include "sources/kubernetes/quantity.h"

#include <gtest/gtest.h>

#include <limits>

namespace boltseal::kubernetes {
namespace {

TEST(KubernetesQuantity, ReadsEverySuffixExactly) {
  EXPECT_EQ(quantity_units("512Mi"), 536870912);
  EXPECT_EQ(quantity_units("1Gi"), 1073741824);
  EXPECT_EQ(quantity_units("1.5Gi"), 1610612736);
  EXPECT_EQ(quantity_units("128974848"), 128974848);
  EXPECT_EQ(quantity_units("129e6"), 129000000);
  EXPECT_EQ(quantity_units("129M"), 129000000);
  EXPECT_EQ(quantity_units("128974848000m"), 128974848);
  EXPECT_EQ(quantity_units("1E3"), 1000);
  EXPECT_EQ(quantity_units("1E"), 1000000000000000000);
  EXPECT_EQ(quantity_units("+2Ki"), 2048);
  EXPECT_EQ(quantity_units("-1"), -1);
  EXPECT_EQ(quantity_units("0"), 0);
  EXPECT_EQ(quantity_units(".5k"), 500);
  EXPECT_EQ(quantity_units("5."), 5);
}

TEST(KubernetesQuantity, RoundsUp) {
  EXPECT_EQ(quantity_units("100m"), 1);
  EXPECT_EQ(quantity_units("1.2"), 2);
  EXPECT_EQ(quantity_units("1n"), 1);
  EXPECT_EQ(quantity_thousandths("1u"), 1);
}

TEST(KubernetesQuantity, ReadsProcessors) {
  EXPECT_EQ(quantity_thousandths("500m"), 500);
  EXPECT_EQ(quantity_thousandths("0.1"), 100);
  EXPECT_EQ(quantity_thousandths("2"), 2000);
  EXPECT_EQ(quantity_thousandths("1e-1"), 100);
}

TEST(KubernetesQuantity, Saturates) {
  constexpr auto largest = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(quantity_units("8Ei"), largest);
  EXPECT_EQ(quantity_units("1e99"), largest);
  EXPECT_EQ(quantity_units("99999999999999999999999999999999"), largest);
  EXPECT_EQ(quantity_thousandths("9Ei"), largest);
  EXPECT_EQ(quantity_units("0e99"), 0);
}

TEST(KubernetesQuantity, RejectsWhatIsNone) {
  for (const auto* text : {"", "Mi", "1mi", "1 Gi", "1GB", "1.2.3", "one", "1e", "1e999", "--1"}) {
    EXPECT_EQ(quantity_units(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace boltseal::kubernetes
