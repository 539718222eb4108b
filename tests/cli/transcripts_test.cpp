// Whole-program tests. A transcript (tests/cli/NAME.txt) is a list of command lines, each followed
// by what it printed: standard output as it is, standard error behind "! ", and the exit code when
// it is not 0. Command lines run in tests/cli/project; $SCRATCH is an empty folder. Renew with
// ./dev accept, then read them.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "base/text.h"
#include "support/golden.h"
#include "support/program.h"

namespace boltseal::test {
namespace {

const std::string folder = "tests/cli/";

std::vector<std::string> transcripts() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(root() + folder)) {
    if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

// What a run takes is the only thing that differs from run to run.
std::string without_time(const std::string& text) {
  static const std::regex time(R"((, |  )\d+(\.\d)? m?s(?![a-z]))");
  return std::regex_replace(text, time, "$1N ms");
}

std::string transcript_of(const std::string& line) {
  const ProgramResult result = run_program(line, root() + folder + "project");
  std::string text = "$ " + line + "\n" + without_time(result.out);
  if (!text.ends_with('\n')) text += '\n';
  std::istringstream errors(result.err);
  for (std::string error; std::getline(errors, error);) text += "! " + error + "\n";
  if (result.exit_code != 0) text += "exit " + std::to_string(result.exit_code) + "\n";
  return text;
}

// An empty folder for as long as a transcript runs; its lines know it as $SCRATCH.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (std::filesystem::temp_directory_path() / "boltseal-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    ::setenv("SCRATCH", path_.c_str(), 1);
    // Whoever runs the tests may have a policy of their own.
    ::setenv("XDG_CONFIG_HOME", (path_ + "/.config").c_str(), 1);
    ::setenv("XDG_CACHE_HOME", (path_ + "/.cache").c_str(), 1);
    for (const char* name : {"BOLTSEAL_DB", "SOURCE_DATE_EPOCH", "BOLTSEAL_CONFIG",
                             "BOLTSEAL_PROFILE", "BOLTSEAL_FAIL_ON"}) {
      ::unsetenv(name);
    }
  }
  ~Scratch() { std::filesystem::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  std::string path_;
};

class Transcripts : public testing::TestWithParam<std::string> {};

TEST_P(Transcripts, SayWhatTheySaid) {
  const std::string path = folder + GetParam() + ".txt";
  std::ifstream file(root() + path);
  std::string expected;
  const Scratch scratch;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("$ ")) continue;
    if (!expected.empty()) expected += '\n';
    expected += transcript_of(line.substr(2));
  }
  expect_golden(path, expected);
}

INSTANTIATE_TEST_SUITE_P(Cli, Transcripts, testing::ValuesIn(transcripts()),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace boltseal::test
