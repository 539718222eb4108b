#include "base/process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

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

TEST(Process, ReadsWhatItIsGiven) {
  const auto read = run_to_end(Command{"cat"}, {.input = "registry.example"});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->out, "registry.example");
  EXPECT_EQ(run_to_end(Command{"true"}, {.input = "nobody reads this"})->status, 0);
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

// As the first process of a container is given what its children leave.
TEST(Process, LeavesNobodyUnburied) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  EXPECT_FALSE(run_to_end(Command{"sh", "-c", "sleep 60 & sleep 60"},
                          {.most_time = std::chrono::milliseconds(50)}));
  EXPECT_TRUE(run_to_end(Command{"sh", "-c", "true & exec sleep 0.1"},
                         {.most_time = std::chrono::seconds(60)}));
  ::prctl(PR_SET_CHILD_SUBREAPER, 0);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(Process, EndsWhatIsStopped) {
  const std::atomic<bool> stop = true;
  const auto stopped = run_to_end(Command{"sh", "-c", "trap '' TERM; sleep 60"}, {.stop = &stop});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().message, "sh was interrupted");
}

TEST(Process, BoundsWhatIsWritten) {
  const auto much = run_to_end(Command{"head", "-c", "3000000", "/dev/zero"},
                               {.most_output = std::size_t{2} << 20});
  ASSERT_FALSE(much);
  EXPECT_EQ(much.error().message, "head writes more than 2 MiB");
}

TEST(Process, BoundsItsMemory) {
  const auto end =
      run_to_end(Command{"sh", "-c", "sleep 0.2; ulimit -d; cat /proc/self/oom_score_adj; nice"},
                 {.most_memory = std::uint64_t{64} << 20});
  ASSERT_TRUE(end);
  EXPECT_EQ(end->out, "65536\n1000\n10\n");
}

// Whoever waits for signals in one thread blocks them in the others.
TEST(Process, HearsSignalsThatAreBlockedHere) {
  sigset_t all{}, before{};
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  const auto end = run_to_end(Command{"sh", "-c", "kill -TERM $$; echo deaf"});
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->status, 128 + SIGTERM);
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
