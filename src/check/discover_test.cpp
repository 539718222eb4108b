#include "check/discover.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/folder.h"

namespace boltseal {
namespace {

std::vector<std::string> below(const test::TemporaryFolder& folder) {
  std::vector<std::string> names;
  for (const auto& candidate : discover({folder.path()}).files) {
    names.push_back(candidate.path.substr(folder.path().size()));
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(Discover, HonoursIgnoreFilesOfEveryFolder) {
  const test::TemporaryFolder folder;
  folder.put(".gitignore", "/top.yaml\nbuilt/\n*.tmp.yaml\n!keep.tmp.yaml\n");
  folder.put("top.yaml", "");
  folder.put("a/top.yaml", "");
  folder.put("a/b.tmp.yaml", "");
  folder.put("a/keep.tmp.yaml", "");
  folder.put("built/x.yaml", "");
  folder.put("a/.boltsealignore", "secret.yaml\n");
  folder.put("a/secret.yaml", "");
  folder.put("secret.yaml", "");
  EXPECT_EQ(below(folder), (Names{"a/keep.tmp.yaml", "a/top.yaml", "secret.yaml"}));
}

TEST(Discover, SkipsGitModulesAndWhatNoSourceCouldKnow) {
  const test::TemporaryFolder folder;
  folder.put(".git/config.yaml", "");
  folder.put("node_modules/x/compose.yaml", "");
  folder.put("logo.png", "");
  folder.put("main.go", "");
  folder.put("k8s.yaml", "");
  EXPECT_EQ(below(folder), Names{"k8s.yaml"});
}

TEST(Discover, TellsDockerfilesFromProgramsThatReadThem) {
  const test::TemporaryFolder folder;
  for (const char* name : {"Dockerfile.go", "dockerfile.web", "dockerfile.go", "Dockerfile.java"}) {
    folder.put(name, "");
  }
  EXPECT_EQ(below(folder), (Names{"Dockerfile.go", "dockerfile.web"}));
}

TEST(Discover, DoesNotFollowLinksButReadsWhatIsNamed) {
  const test::TemporaryFolder folder;
  folder.put("real/a.yaml", "");
  std::filesystem::create_directory_symlink(".", folder.path() + "real/loop");
  std::filesystem::create_symlink("real/a.yaml", folder.path() + "link.yaml");
  EXPECT_EQ(below(folder), Names{"real/a.yaml"});
  const Discovered named = discover({folder.path() + "link.yaml"});
  ASSERT_EQ(named.files.size(), 1u);
  EXPECT_TRUE(named.files[0].named);
}

TEST(Discover, NamesEachFileOnce) {
  const test::TemporaryFolder folder;
  const std::string file = folder.put("a.yaml", "");
  const Discovered found = discover({folder.path(), file, folder.path() + "./a.yaml"});
  ASSERT_EQ(found.files.size(), 1u);
  EXPECT_TRUE(found.files[0].named);
}

TEST(Discover, SaysWhatIsNotThere) {
  const Discovered found = discover({"/nonexistent/compose.yaml"});
  EXPECT_TRUE(found.files.empty());
  ASSERT_EQ(found.errors.size(), 1u);
  EXPECT_EQ(found.errors[0].path, "/nonexistent/compose.yaml");
}

}  // namespace
}  // namespace boltseal
