#include "gate/record_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/temporary_folder.h"

namespace boltseal {
namespace {

class RecordFiles : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(folder_); }
  std::vector<std::string> lines(const std::string& path) const {
    std::ifstream file(path, std::ios::binary);
    std::vector<std::string> all;
    for (std::string line; std::getline(file, line);) all.push_back(line);
    return all;
  }
  const Result<TemporaryFolder> folder_ = TemporaryFolder::make();
  const std::string path_ = folder_->path() + "/decisions.jsonl";
};

TEST_F(RecordFiles, BelongToTheOwnerOfTheirFolder) {
  if (::geteuid() != 0) GTEST_SKIP() << "skipped: only root may give a folder away";
  ASSERT_EQ(::chown(folder_->path().c_str(), 10001, 10002), 0);
  const RecordFile file{.path = path_, .size = 4};
  ASSERT_TRUE(append_record(file, "one\n"));
  ASSERT_TRUE(append_record(file, "two\n"));
  for (const std::string& path : {path_, path_ + ".1"}) {
    struct stat status = {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_uid, 10001u);
    EXPECT_EQ(status.st_gid, 10002u);
  }
  // What that owner may not write to stays as it is: here a link to a file of root.
  const std::string other = folder_->path() + ".other";
  std::ofstream(other) << "kept\n";
  ::chmod(other.c_str(), 0600);
  std::filesystem::remove(path_);
  std::filesystem::create_hard_link(other, path_);
  EXPECT_FALSE(append_record(file, "three\n"));
  EXPECT_EQ(lines(other), std::vector<std::string>{"kept"});
  std::filesystem::remove(other);
}

TEST_F(RecordFiles, AreReadByTheirOwnerAlone) {
  ASSERT_TRUE(append_record({.path = path_}, "one\n"));
  struct stat status = {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(RecordFiles, BecomeOldOnesAndEnd) {
  const RecordFile file{.path = path_, .size = 4, .kept = 2};
  for (const char* const record : {"one\n", "two\n", "three\n", "four\n"}) {
    ASSERT_TRUE(append_record(file, record));
  }
  EXPECT_EQ(lines(path_), std::vector<std::string>{"four"});
  EXPECT_EQ(lines(path_ + ".1"), std::vector<std::string>{"three"});
  EXPECT_EQ(lines(path_ + ".2"), std::vector<std::string>{"two"});
  EXPECT_FALSE(std::filesystem::exists(path_ + ".3"));
}

TEST_F(RecordFiles, LoseNothingWhenManyWriteAndRotate) {
  constexpr int threads = 4, each = 500;
  const RecordFile file{.path = path_, .size = 1000, .kept = 1000};
  std::vector<std::jthread> writers;
  for (int thread = 0; thread < threads; ++thread) {
    writers.emplace_back([&, thread] {
      for (int i = 0; i < each; ++i) {
        EXPECT_TRUE(append_record(file, std::to_string(thread * each + i) + "\n"));
      }
    });
  }
  writers.clear();
  std::multiset<int> seen;
  for (const auto& entry : std::filesystem::directory_iterator(folder_->path())) {
    for (const std::string& line : lines(entry.path())) seen.insert(std::stoi(line));
  }
  EXPECT_EQ(seen.size(), std::size_t{threads * each});
  EXPECT_EQ(std::set<int>(seen.begin(), seen.end()).size(), std::size_t{threads * each});
}

TEST_F(RecordFiles, AreNotFollowedElsewhere) {
  std::filesystem::create_symlink("/dev/null", path_);
  const auto written = append_record({.path = path_}, "one\n");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().path, path_);
}

TEST_F(RecordFiles, ThatAreFullAreAnError) {
  EXPECT_FALSE(append_record({.path = "/dev/full"}, "one\n"));
}

}  // namespace
}  // namespace boltseal
