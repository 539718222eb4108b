#include "images/platform.h"

#include <gtest/gtest.h>

#include <vector>

namespace boltseal {
namespace {

std::string read(const std::string& text) {
  const auto platform = parse_platform(text);
  return platform ? shown(*platform) : "none";
}

TEST(Platform, IsRead) {
  EXPECT_EQ(read("linux/amd64"), "linux/amd64");
  EXPECT_EQ(read("linux/x86_64"), "linux/amd64");
  EXPECT_EQ(read("Linux/ARM/v7"), "linux/arm/v7");
  EXPECT_EQ(read("linux/armhf"), "linux/arm/v7");
  EXPECT_EQ(read("aarch64"), "linux/arm64");
  EXPECT_EQ(read("windows/amd64"), "windows/amd64");
  EXPECT_EQ(read("linux"), shown(this_platform()));
  for (const char* wrong : {"", "/", "linux/", "linux/amd64/v2/x", "a b", "linux/\n"}) {
    EXPECT_EQ(read(wrong), "none") << wrong;
  }
}

std::string choose(const std::string& wanted, const std::vector<std::string>& offered) {
  std::vector<ImagePlatform> platforms;
  for (const std::string& each : offered) platforms.push_back(*parse_platform(each));
  const auto best = choose_platform(platforms, *parse_platform(wanted));
  return best ? offered[*best] : "none";
}

TEST(Platform, IsChosenAsEnginesDo) {
  const std::vector<std::string> usual = {"linux/386",    "linux/amd64",  "linux/arm/v5",
                                          "linux/arm/v7", "linux/arm/v6", "linux/arm64/v8"};
  EXPECT_EQ(choose("linux/amd64", usual), "linux/amd64");
  EXPECT_EQ(choose("linux/arm64", usual), "linux/arm64/v8");
  EXPECT_EQ(choose("linux/arm", usual), "linux/arm/v7");
  EXPECT_EQ(choose("linux/arm/v6", usual), "linux/arm/v6");
  EXPECT_EQ(choose("linux/arm/v6", {"linux/arm/v7", "linux/arm/v5"}), "linux/arm/v5");
  EXPECT_EQ(choose("linux/arm/v5", {"linux/arm/v7"}), "none");
  EXPECT_EQ(choose("linux/amd64/v3", {"linux/amd64", "linux/amd64/v2", "linux/amd64/v4"}),
            "linux/amd64/v2");
  EXPECT_EQ(choose("linux/amd64", {"linux/amd64/v2"}), "none");
  EXPECT_EQ(choose("windows/amd64", usual), "none");
}

}  // namespace
}  // namespace boltseal
