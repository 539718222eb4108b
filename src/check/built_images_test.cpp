#include "check/built_images.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

Text text_of(std::string_view written) {
  Text text;
  // "$X" stands for an unknown part.
  while (!written.empty()) {
    const std::size_t at = std::min(written.find("$X"), written.size());
    text.append(written.substr(0, at));
    written.remove_prefix(at);
    if (written.empty()) break;
    text.append_unknown("$X");
    written.remove_prefix(2);
  }
  return text;
}

struct Tree {
  std::vector<ImageBuild> builds;
  std::set<std::string> dockerfiles = {"api/Dockerfile", "web/Dockerfile", "Dockerfile"};

  Tree& add(std::string_view name, std::string dockerfile, bool is_sure = true) {
    ImageBuild build;
    build.name = parse_image_reference(text_of(name));
    build.request.dockerfile = std::move(dockerfile);
    build.folder = is_sure ? "." : "deploy/scripts";
    build.folder_is_sure = is_sure;
    builds.push_back(std::move(build));
    return *this;
  }
  /// The Dockerfile behind an image; "" when there is none.
  std::string of(std::string_view image) const {
    BuiltImages built;
    built.add(builds, dockerfiles, MemoryFiles({}));
    const BuildRequest* const found = built.find(parse_image_reference(text_of(image)));
    return found == nullptr ? "" : found->dockerfile;
  }
};

TEST(BuiltImages, AgreeByRegistryAndRepositoryWhateverTheTag) {
  Tree tree;
  tree.add("ghcr.io/shop/api:1.0", "api/Dockerfile").add("ghcr.io/shop/web", "web/Dockerfile");
  EXPECT_EQ(tree.of("ghcr.io/shop/api:2.0"), "api/Dockerfile");
  EXPECT_EQ(tree.of("ghcr.io/shop/api@sha256:00"), "api/Dockerfile");
  EXPECT_EQ(tree.of("ghcr.io/shop/web:$X"), "web/Dockerfile");
  EXPECT_EQ(tree.of("ghcr.io/others/api:1.0"), "");
  EXPECT_EQ(tree.of("quay.io/shop/api:1.0"), "");
  EXPECT_EQ(tree.of("api"), "");
}

TEST(BuiltImages, AgreeByTheLastPartWhereTheRestIsNotKnown) {
  Tree tree;
  tree.add("$X/api:$X", "api/Dockerfile").add("ghcr.io/shop/web", "web/Dockerfile");
  EXPECT_EQ(tree.of("ghcr.io/shop/api:2.0"), "api/Dockerfile");
  EXPECT_EQ(tree.of("$X/shop/web"), "web/Dockerfile");
  EXPECT_EQ(tree.of("$X/other/web"), "");
  EXPECT_EQ(tree.of("$Xweb"), "");  // "my-web", perhaps
  EXPECT_EQ(tree.of("$X"), "");
  EXPECT_EQ(tree.of("api"), "") << "an image of Docker Hub's own";
}

TEST(BuiltImages, AreNotGuessedAmongSeveral) {
  Tree tree;
  tree.add("$X/api", "api/Dockerfile").add("other/api", "web/Dockerfile");
  EXPECT_EQ(tree.of("ghcr.io/shop/api"), "");
  EXPECT_EQ(tree.of("other/api:3"), "web/Dockerfile");

  Tree variants;
  variants.add("shop/app:small", "web/Dockerfile").add("shop/app:full", "api/Dockerfile");
  EXPECT_EQ(variants.of("shop/app:full"), "api/Dockerfile");
  EXPECT_EQ(variants.of("shop/app:other"), "");

  Tree lost;
  lost.add("$X/api", "api/Dockerfile").add("$X/api", "nowhere/Dockerfile");
  EXPECT_EQ(lost.of("ghcr.io/shop/api"), "");
}

TEST(BuiltImages, AreNotTheWidelyUsedOnesOfTheSameName) {
  Tree tree;
  tree.add("redis", "api/Dockerfile").add("$X/nginx", "web/Dockerfile");
  EXPECT_EQ(tree.of("redis:7"), "");
  EXPECT_EQ(tree.of("nginx:1.27"), "");
}

TEST(BuiltImages, FindTheDockerfileAboveAScriptWhenThereIsOnlyOne) {
  Tree tree;
  tree.add("shop/api", "api/Dockerfile", false).add("shop/app", "Dockerfile", false);
  EXPECT_EQ(tree.of("shop/api"), "api/Dockerfile");
  EXPECT_EQ(tree.of("shop/app"), "Dockerfile");
  tree.dockerfiles.insert("deploy/Dockerfile");
  EXPECT_EQ(tree.of("shop/app"), "");
}

TEST(BuiltImages, DoNotKnowAnArgumentThatBuildsGiveDifferently) {
  Tree tree;
  tree.add("shop/api", "api/Dockerfile").add("shop/api", "api/Dockerfile");
  tree.builds[0].request.arguments = {{"USER", "app", {}}, {"MODE", "a", {}}};
  tree.builds[1].request.arguments = {{"USER", "app", {}}, {"MODE", "b", {}}, {"MORE", "1", {}}};
  BuiltImages built;
  built.add(tree.builds, tree.dockerfiles, MemoryFiles({}));
  const BuildRequest* const found = built.find(parse_image_reference(Text("shop/api")));
  ASSERT_NE(found, nullptr);
  ASSERT_EQ(found->arguments.size(), 3u);
  EXPECT_TRUE(found->arguments[0].value.is_known());
  EXPECT_FALSE(found->arguments[1].value.is_known());
  EXPECT_FALSE(found->arguments[2].value.is_known());
}

}  // namespace
}  // namespace boltseal
