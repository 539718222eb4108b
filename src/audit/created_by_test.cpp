#include "audit/created_by.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/folder.h"

namespace boltseal {
namespace {

// Files that note which of them are read.
class NotedFiles final : public Files {
 public:
  Result<std::string> read(const std::string& path) const override {
    read_ += path + "\n";
    return disk_.read(path);
  }
  bool exists(const std::string& path) const override { return disk_.exists(path); }
  const std::string& noted() const { return read_; }

 private:
  const DiskFiles disk_;
  mutable std::string read_;
};

Workload labelled(const std::string& files, const std::string& service) {
  Workload workload;
  Level level;
  level.facts.set(fact::labels,
                  Settings{{"com.docker.compose.project.config_files", Text(files), {}},
                           {"com.docker.compose.service", Text(service), {}}},
                  {});
  workload.levels.push_back(std::move(level));
  return workload;
}

TEST(CreatedBy, NamesTheService) {
  const test::TemporaryFolder folder;
  const std::string path =
      folder.put("compose.yaml", "services:\n  api:\n    image: a\n  web:\n    image: b\n");
  const NotedFiles files;
  const CreatedBy created_by(files);
  const auto place = created_by.of(labelled("/none.yaml," + path, "web"));
  ASSERT_TRUE(place);
  EXPECT_EQ(place->begin.line, 4u);
  EXPECT_FALSE(created_by.of(labelled(path, "db")));
  EXPECT_FALSE(created_by.of(Workload{}));
  EXPECT_EQ(files.noted(), path + "\n") << "once, and nothing else";
}

TEST(CreatedBy, OpensNothingElse) {
  const test::TemporaryFolder folder;
  const std::string link = folder.path() + "link.yaml";
  ASSERT_EQ(::symlink("/proc/version", link.c_str()), 0);
  const NotedFiles files;
  const CreatedBy created_by(files);
  EXPECT_FALSE(created_by.of(labelled("/proc/version,/etc/passwd,-," + link, "web")));
  EXPECT_EQ(files.noted(), "");
}

}  // namespace
}  // namespace boltseal
