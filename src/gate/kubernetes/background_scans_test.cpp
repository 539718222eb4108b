#include "gate/kubernetes/background_scans.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <mutex>
#include <new>

#include "base/files.h"
#include "base/json.h"
#include "support/folder.h"

namespace boltseal {
namespace {

const std::string digest = "sha256:" + std::string(64, 'a');
const std::string image = "registry.example.com/shop@" + digest;

// A result that speaks of another image, as whoever breaks the scanner would write it.
const std::string result =
    R"({"schema":"boltseal/scan/1","subject":"trusted@sha256:b","reference":"x","digest":")" +
    std::string("sha256:") + std::string(64, 'b') + R"(","vulnerabilities":[]})";

class ScansBehind : public testing::Test {
 protected:
  // Scans the image by `scan`, and waits until it is counted.
  ScanQueue::Counts counts_after(const BackgroundScans::Scan& scan) {
    BackgroundScans scans(folder_.path(), scan, [this](const Error& error) {
      const std::scoped_lock lock(mutex_);
      said_ += error.path + ": " + error.message;
    });
    scans.add(image);
    for (int looks = 0; looks < 1000; ++looks) {
      const ScanQueue::Counts counts = scans.counts();
      if (counts.scanned + counts.failed > 0) return counts;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return {};
  }
  std::string file() const { return folder_.path() + "sha256-" + std::string(64, 'a') + ".json"; }

  const test::TemporaryFolder folder_;
  std::mutex mutex_;
  std::string said_;  // guarded by mutex_ while there is a thread
};

TEST_F(ScansBehind, WriteWhatIsSaidOfTheImageThatWasAsked) {
  for (int time = 0; time < 2; ++time) {  // and once more over it
    EXPECT_EQ(
        counts_after([](const std::string&, const std::atomic<bool>&) { return result; }).scanned,
        1u);
    const json written = parse_json(*DiskFiles().read(file()));
    EXPECT_EQ(text_in(written, "digest"), digest);
    EXPECT_EQ(text_in(written, "subject"), image);
    EXPECT_EQ(text_in(written, "reference"), image);
  }
  EXPECT_EQ(said_, "");
}

TEST_F(ScansBehind, SayWhatFailed) {
  EXPECT_EQ(counts_after([](const std::string& name, const std::atomic<bool>&) {
              return Result<std::string>(fail("is not there", name));
            }).failed,
            1u);
  EXPECT_EQ(said_, image + ": is not there");
  said_.clear();
  EXPECT_EQ(counts_after([](const std::string&, const std::atomic<bool>&) { return "{"; }).failed,
            1u);
  EXPECT_EQ(said_, image + ": gave no result");
  EXPECT_EQ(counts_after([](const std::string&, const std::atomic<bool>&) -> Result<std::string> {
              throw std::bad_alloc();
            }).failed,
            1u);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(ScansBehind, EndTheOneThatGoesOn) {
  std::atomic<bool> has_begun = false;
  BackgroundScans scans(
      folder_.path(),
      [&](const std::string& name, const std::atomic<bool>& stop) -> Result<std::string> {
        has_begun = true;
        while (!stop) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return fail("was interrupted", name);
      },
      [](const Error&) { ADD_FAILURE() << "nothing is amiss"; });
  scans.add(image);
  while (!has_begun) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

}  // namespace
}  // namespace boltseal
