#include "advisories/sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "net/url.h"

namespace boltseal {
namespace {

using testing::ElementsAre;

TEST(Sources, AreNamedOnceAndSpeakTls) {
  std::set<std::string_view> names;
  for (const PublicSource& source : public_sources()) {
    EXPECT_TRUE(names.insert(source.name).second) << source.name;
    EXPECT_TRUE(source.folder.empty() || source.folder.ends_with('/')) << source.name;
    if (!source.mirror_lists.empty()) {
      EXPECT_EQ(std::ranges::count(source.mirror_lists, ' '),
                std::ranges::count(source.files, ' '));
    }
    for (const FileGroup& group : file_groups(source)) {
      ASSERT_FALSE(group.files.empty()) << source.name;
      for (const std::string& file : group.files) {
        const std::string url = std::string(source.server) + std::string(source.folder) + file;
        const auto parsed = net::parse_url(url);
        ASSERT_TRUE(parsed) << url;
        EXPECT_EQ(parsed->scheme, "https") << url;
        EXPECT_EQ(url.find_first_of("{} "), std::string::npos) << url;
      }
    }
  }
}

TEST(Sources, WriteOutTheirFiles) {
  const auto numbered =
      file_groups({"x", "X", "https://x.example/", "", "edge/{a,b}.json v3.{8..}/{a,b}.json", ""});
  EXPECT_THAT(numbered[0].files, ElementsAre("edge/a.json", "edge/b.json"));
  EXPECT_FALSE(numbered[0].is_numbered);
  EXPECT_THAT(numbered[1].files, ElementsAre("v3.8/a.json", "v3.8/b.json"));
  EXPECT_TRUE(numbered[1].is_numbered);
  EXPECT_EQ(numbered[3].files[0], "v3.10/a.json");
  EXPECT_EQ(numbered.size(), 101u) << "there is an end, whatever a server says";
}

}  // namespace
}  // namespace boltseal
