#include "base/process.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace boltseal {
namespace {

using Command = std::vector<std::string>;

TEST(Process, GivesWhatIsWritten) {
  const std::array<std::pair<std::string, std::string>, 1> more = {
      std::pair{"GREETING", "hi there"}};
  EXPECT_EQ(*run_process(Command{"sh", "-c", "printf '%s' \"$GREETING $1\"", "sh", "a b; c"}, more),
            "hi there a b; c");
}

TEST(Process, DrainsBothPipes) {
  const auto text =
      run_process(Command{"sh", "-c", "head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero"});
  ASSERT_TRUE(text);
  EXPECT_EQ(text->size(), 300000u);
}

TEST(Process, SaysWhyItFailed) {
  const auto failed = run_process(Command{"sh", "-c", "echo no >&2; echo never mind >&2; exit 3"});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "sh failed: never mind");
  const auto missing = run_process(Command{"boltseal-no-such-program"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message,
            "boltseal-no-such-program cannot be started: No such file or directory");
}

TEST(Process, EndsWhatTakesTooLong) {
  // The grandchild keeps the pipe open; it belongs to the group that is ended.
  const auto late = run_to_end(Command{"sh", "-c", "sleep 60 & sleep 60"},
                               {.most_time = std::chrono::milliseconds(50)});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().message, "sh took longer than it may");
}

TEST(Process, EndsWhatIsStopped) {
  const std::atomic<bool> stop = true;
  const auto stopped = run_to_end(Command{"sh", "-c", "trap '' TERM; sleep 60"}, {.stop = &stop});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().message, "sh was interrupted");
}

TEST(Process, SaysHowItEndedAndWhere) {
  const auto end = run_to_end(Command{"sh", "-c", "pwd; exit 7"}, {.directory = "/"});
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, 7);
  EXPECT_EQ(end->out, "/\n");
  EXPECT_EQ(run_to_end(Command{"sh", "-c", "kill -9 $$"})->status, 137);
}

}  // namespace
}  // namespace boltseal
