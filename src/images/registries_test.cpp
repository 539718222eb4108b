#include "images/registries.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

namespace boltseal {
namespace {

// The in-memory twin: knows every image of one registry.
class KnownRegistries final : public Registries {
 public:
  Result<std::string> digest_of(const ImageReference& image) const override {
    ++asked;
    if (image.registry.bytes() != "docker.io") return fail("cannot be connected to");
    return "sha256:" + image.repository.bytes() + "/" + image.tag.bytes();
  }
  mutable std::atomic<int> asked = 0;
};

TEST(Registries, AreAskedForEveryName) {
  std::vector<std::string> names = {"r.example/app:1"};
  for (int i = 0; i < 40; ++i) names.push_back("app:" + std::to_string(i));
  const KnownRegistries registries;
  std::size_t last = 0;
  const ImageDigests digests =
      ask_digests(registries, names, [&](std::size_t answered) { EXPECT_EQ(answered, ++last); });
  EXPECT_EQ(last, names.size());
  EXPECT_EQ(registries.asked, 41);
  ASSERT_EQ(digests.size(), names.size());
  EXPECT_EQ(*digests.find("app:7")->second, "sha256:library/app/7");
  EXPECT_EQ(digests.find("r.example/app:1")->second.error().message, "cannot be connected to");
}

TEST(Registries, AreLeftAloneWithoutNames) {
  const KnownRegistries registries;
  EXPECT_TRUE(ask_digests(registries, {}, [](std::size_t) { FAIL(); }).empty());
}

}  // namespace
}  // namespace boltseal
