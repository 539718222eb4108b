// Whoever kills a repair, at any moment, finds every file as it was or as it was meant to be; and
// whoever kills a gate, every decision that it answered. Whoever takes its memory away gets nothing
// through.

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "support/folder.h"
#include "support/golden.h"
#include "support/program.h"

namespace boltseal::test {
namespace {

constexpr int copies = 60;
constexpr std::string_view unsafe =
    "services:\n  web:\n    image: node:22 # pinned below\n    privileged: true\n"
    "    ports: [\"6379:6379\"]\n    volumes:\n      - ./site:/srv\n";

std::string name_of(int copy) { return std::to_string(copy) + "/compose.yaml"; }

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Repair, LeavesEachFileOldOrNewWhenItIsKilled) {
  const TemporaryFolder folder;
  const auto make_unsafe = [&] {
    for (int copy = 0; copy < copies; ++copy) folder.put(name_of(copy), unsafe);
  };
  make_unsafe();
  const auto start = std::chrono::steady_clock::now();
  run_program("boltseal check --fix=all --fail-on=never .", folder.path());
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;
  const std::string repaired = text_of(folder.path() + name_of(0));
  ASSERT_NE(repaired, unsafe);
  int old = 0, mended = 0;
  constexpr int tries = 25;
  for (int at = 0; at < tries; ++at) {
    make_unsafe();
    const std::string seconds = std::to_string(whole.count() * (at + 1) / tries);
    run_program("boltseal check --fix=all . & sleep " + seconds + "; kill -9 $!; wait",
                folder.path());
    for (int copy = 0; copy < copies; ++copy) {
      const std::string now = text_of(folder.path() + name_of(copy));
      ASSERT_TRUE(now == unsafe || now == repaired) << now;
      ++(now == unsafe ? old : mended);
    }
  }
  EXPECT_GT(old, 0);  // some of the runs were killed before their end
}

TEST(Gate, LosesNoDecisionThatItAnsweredWhenItIsKilled) {
  if (::geteuid() != 0) GTEST_SKIP() << "skipped: a policy has to be root's, and a test is not";
  const TemporaryFolder folder;
  const ProgramResult result =
      run_program("python3 " + root() + "tests/cli/gate_killed.py", folder.path());
  EXPECT_EQ(result.out, "answered: True lost: 0\n") << result.err;
}

TEST(Gate, LetsNothingThroughWithoutMemory) {
  if (::geteuid() != 0) GTEST_SKIP() << "skipped: a policy has to be root's, and a test is not";
  const TemporaryFolder folder;
  const ProgramResult result = run_program("python3 " + root() + "tests/cli/gate_starved.py " +
                                               root() + "src/gate/kubernetes/fixtures/denied.json",
                                           folder.path());
  EXPECT_EQ(result.out,
            "kubernetes: passed: 0, unanswered: True\n"
            "docker: passed: 0, unanswered: True\n"
            "runtime: with memory: (True, True) (False, False)\n"
            "runtime: denied, without memory: {(False, False)}\n"
            "runtime: let through, without memory: True half: set()\n")
      << result.err;
}

}  // namespace
}  // namespace boltseal::test
