#include "audit/writable_layer.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/folder.h"

namespace boltseal {
namespace {

std::string shown(const std::vector<WrittenFile>& files) {
  std::string text;
  for (const WrittenFile& file : files) {
    text += file.path + (file.is_program ? " program" : "") +
            (file.package.empty() ? "" : " of " + file.package) + "\n";
  }
  return text;
}

class WritableLayer : public testing::Test {
 protected:
  void program(const std::string& name, std::string_view text) const {
    ::chmod(folder_.put(name, text).c_str(), 0755);
  }
  const test::TemporaryFolder folder_;
};

TEST_F(WritableLayer, HoldsFilesAndPrograms) {
  program("layer/usr/bin/curl", std::string_view("\177ELF\2", 5));
  program("layer/tmp/run.sh", "#!/bin/sh\n");
  program("layer/tmp/data", "only marked as executable");
  folder_.put("layer/tmp/script", "#!/bin/sh\n");
  ASSERT_EQ(::symlink("/bin/sh", (folder_.path() + "layer/tmp/link").c_str()), 0);
  ASSERT_EQ(::symlink("..", (folder_.path() + "layer/tmp/loop").c_str()), 0);
  ASSERT_EQ(::mkfifo((folder_.path() + "layer/tmp/pipe").c_str(), 0755), 0);
  const auto files = files_of_layer(folder_.path() + "layer");
  ASSERT_TRUE(files);
  EXPECT_EQ(shown(*files), "/tmp/data\n/tmp/run.sh program\n/tmp/script\n/usr/bin/curl program\n");
  EXPECT_FALSE(files_of_layer(folder_.path() + "none"));
}

TEST_F(WritableLayer, IsBoundedInDepth) {
  std::string deep = "layer";
  for (int i = 0; i < 70; ++i) deep += "/d";
  folder_.put(deep + "/file", "");
  const auto files = files_of_layer(folder_.path() + "layer");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().message, "nests folders more than 64 deep");
}

TEST_F(WritableLayer, NamesPackages) {
  folder_.put("root/var/lib/dpkg/info/curl:amd64.list", "/.\n/usr\n/usr/bin/curl\n");
  folder_.put("root/var/lib/dpkg/info/dash.list", "/bin/sh\n");
  folder_.put("root/lib/apk/db/installed", "P:musl\nF:lib\nR:ld-musl.so\nF:\nR:top\n");
  std::vector<WrittenFile> files;
  for (const char* const path :
       {"/usr/bin/curl", "/usr/bin/sh", "/bin/sh", "/lib/ld-musl.so", "/top", "/tmp/x"}) {
    files.push_back({path, false, {}});
  }
  name_packages(folder_.path() + "root", files);
  EXPECT_EQ(shown(files),
            "/usr/bin/curl of curl\n/usr/bin/sh of dash\n/bin/sh of dash\n"
            "/lib/ld-musl.so of musl\n/top of musl\n/tmp/x\n");
}

TEST_F(WritableLayer, DoesNotLeaveTheContainer) {
  // The database of the host must not answer for that of the container.
  folder_.put("outside/info/evil.list", "/tmp/x\n");
  folder_.put("root/keep", "");
  ASSERT_EQ(::mkdir((folder_.path() + "root/var").c_str(), 0755), 0);
  ASSERT_EQ(::mkdir((folder_.path() + "root/var/lib").c_str(), 0755), 0);
  ASSERT_EQ(::symlink((folder_.path() + "outside").c_str(),
                      (folder_.path() + "root/var/lib/dpkg").c_str()),
            0);
  std::vector<WrittenFile> files = {{"/tmp/x", true, {}}};
  name_packages(folder_.path() + "root", files);
  EXPECT_EQ(shown(files), "/tmp/x program\n");
}

}  // namespace
}  // namespace boltseal
