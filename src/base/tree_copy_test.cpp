#include "base/tree_copy.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/temporary_folder.h"

namespace boltseal {
namespace {

namespace fs = std::filesystem;

TEST(TreeCopy, SharesNothing) {
  const Result<TemporaryFolder> folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const fs::path from = folder->path() + "/from", to = folder->path() + "/to";
  fs::create_directories(from / "sub");
  std::ofstream(from / "a") << "text";
  fs::create_hard_link(from / "a", from / "sub/hard");
  fs::create_symlink("/nowhere", from / "link");
  ASSERT_EQ(::mkfifo((from / "pipe").c_str(), 0600), 0);
  fs::permissions(from / "a", fs::perms::owner_read | fs::perms::owner_exec);
  fs::permissions(from / "sub", fs::perms::owner_read | fs::perms::owner_exec);

  const auto unread = copy_tree(from, to, {1000, 10});
  ASSERT_TRUE(unread) << unread.error().message;
  EXPECT_TRUE(unread->empty());
  EXPECT_EQ(fs::read_symlink(to / "link"), "/nowhere");
  EXPECT_FALSE(fs::exists(to / "pipe"));
  EXPECT_EQ(fs::hard_link_count(to / "a"), 1u);
  EXPECT_EQ(fs::file_size(to / "sub/hard"), 4u);
  EXPECT_EQ(fs::status(to / "a").permissions(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(fs::last_write_time(to / "a"), fs::last_write_time(from / "a"));
  for (const fs::path& top : {from, to}) fs::permissions(top / "sub", fs::perms::owner_all);
}

TEST(TreeCopy, KnowsItsLimits) {
  const Result<TemporaryFolder> folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const fs::path from = folder->path() + "/from";
  fs::create_directories(from);
  std::ofstream(from / "a") << "text";
  EXPECT_FALSE(copy_tree(from, folder->path() + "/small", {3, 10}));
  EXPECT_FALSE(copy_tree(from, folder->path() + "/few", {1000, 1}));
  // A copy that stands inside is not copied into itself.
  EXPECT_TRUE(copy_tree(from, from / "inside", {1000, 10}));
}

}  // namespace
}  // namespace boltseal
