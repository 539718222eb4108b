#include "gate/kubernetes/scan_queue.h"

#include <gtest/gtest.h>

#include <thread>

namespace boltseal {
namespace {

using std::chrono::minutes;

constexpr ScanQueue::Bounds small = {.waiting = 2, .remembered = 2};
const ScanQueue::Clock::time_point start = ScanQueue::Clock::now();

TEST(ScanQueue, HoldsEachImageOnce) {
  ScanQueue queue;
  queue.add("a", start);
  queue.add("a", start);
  queue.add("b", start);
  EXPECT_EQ(queue.counts().queued, 2u);
  EXPECT_EQ(queue.take(), "a");
  queue.add("a", start);  // it is being scanned
  EXPECT_EQ(queue.counts().queued, 2u);
  EXPECT_EQ(queue.counts().waiting, 1u);
  EXPECT_EQ(queue.take(), "b");
}

TEST(ScanQueue, DropsAndCountsWhatHasNoPlace) {
  ScanQueue queue(small);
  for (const char* const image : {"a", "b", "c", "c", "d"}) queue.add(image, start);
  EXPECT_EQ(queue.counts().queued, 2u);
  EXPECT_EQ(queue.counts().dropped, 3u);
  queue.take();
  queue.add("c", start);
  EXPECT_EQ(queue.counts().queued, 3u);
}

TEST(ScanQueue, RemembersWhatIsDoneForAWhile) {
  ScanQueue queue;
  for (const char* const image : {"good", "bad"}) {
    queue.add(image, start);
    queue.finish(*queue.take(), image == std::string_view("good"), start);
  }
  EXPECT_EQ(queue.counts().scanned, 1u);
  EXPECT_EQ(queue.counts().failed, 1u);
  const auto is_taken = [&](const char* image, minutes later) {
    const auto before = queue.counts().queued;
    queue.add(image, start + later);
    return queue.counts().queued > before;
  };
  EXPECT_FALSE(is_taken("good", minutes(0)));
  EXPECT_FALSE(is_taken("bad", minutes(14)));
  EXPECT_TRUE(is_taken("good", minutes(1)));
  EXPECT_TRUE(is_taken("bad", minutes(15)));
}

TEST(ScanQueue, ForgetsFirstWhatEndsFirst) {
  ScanQueue queue(small);
  for (int at = 0; at < 10; ++at) {
    queue.add(std::to_string(at), start);
    queue.finish(*queue.take(), false, start + std::chrono::seconds(at));
  }
  queue.add("9", start);  // remembered
  EXPECT_EQ(queue.counts().queued, 10u);
  queue.add("0", start);
  EXPECT_EQ(queue.counts().queued, 11u);
}

TEST(ScanQueue, IsEmptyOnceItIsOver) {
  ScanQueue queue;
  std::thread waiting([&] { EXPECT_EQ(queue.take(), std::nullopt); });
  queue.stop();
  waiting.join();
  queue.add("a");
  EXPECT_EQ(queue.take(), std::nullopt);
}

}  // namespace
}  // namespace boltseal
