// The second opinion: words as the shell of this machine splits them.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "sources/shell/shell.h"

namespace boltseal {
namespace {

constexpr std::array<std::string_view, 44> pieces = {"a",
                                                     "b\\ c",
                                                     "'q  r'",
                                                     "\"d  e\"",
                                                     "$A",
                                                     "\"$A\"",
                                                     "${A}",
                                                     "${A:-z}",
                                                     "\"${A:-z}\"",
                                                     "${UNSET_:-u v}",
                                                     "\"${UNSET_:-u v}\"",
                                                     "${E:-\"k l\"}",
                                                     "${A#x}",
                                                     "\"${A%y}\"",
                                                     "${A##* }",
                                                     "${A%% *}",
                                                     "$E",
                                                     "\"$E\"",
                                                     "\"\"",
                                                     "''",
                                                     "\\\\",
                                                     "\\\"",
                                                     "\"\\$A\"",
                                                     "'$A'",
                                                     "\"a\\\\b\"",
                                                     "${A:+p q}",
                                                     "\"${E:+p}\"",
                                                     "${E:-}",
                                                     "x=1",
                                                     "$L",
                                                     "\"$L\"",
                                                     "${L}",
                                                     "\"${L}z\"",
                                                     "a#b",
                                                     "\\$A",
                                                     "\"'\"",
                                                     "'\"'",
                                                     "\"\\a\"",
                                                     "$N",
                                                     "\"$N\"",
                                                     "\\\n",
                                                     "\"c\\\nd\"",
                                                     "${A#'x '}",
                                                     "${E-n}"};

std::string generated(std::mt19937& random) {
  std::string words;
  const std::size_t count = 1 + random() % 6;
  for (std::size_t at = 0; at < count; ++at) {
    const std::string_view piece = pieces[random() % pieces.size()];
    words += piece;
    const bool name_ends = piece[0] == '$' && piece[1] != '{';  // what follows would be its name
    if (name_ends || random() % 3 != 0) words += random() % 4 == 0 ? " \t" : " ";
  }
  return words;
}

/// Each list ends with the byte 1, each word with the byte 0.
std::string run_by_sh(const std::string& script) {
  const std::string path = testing::TempDir() + "boltseal_oracle.sh";
  std::ofstream(path, std::ios::binary) << script;
  std::string output;
  FILE* const pipe = popen(("/bin/sh " + path).c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 4096> block;
  for (std::size_t size; (size = fread(block.data(), 1, block.size(), pipe)) > 0;) {
    output.append(block.data(), size);
  }
  pclose(pipe);
  std::remove(path.c_str());
  return output;
}

TEST(ShellOracle, SplitsWordsAsShDoes) {
  std::mt19937 random(20260101);  // the same cases every time
  std::vector<std::string> cases;
  for (int i = 0; i < 2000; ++i) cases.push_back(generated(random));
  std::string script =
      "p() { for w; do printf '%s\\000' \"$w\"; done; printf '\\001'; }\n"
      "A='x y'\nE=\nL=' l  m '\nN='1\n2'\n";
  for (const std::string& each : cases) script += "p " + each + "\n";

  const std::string output = run_by_sh(script);
  if (output.empty()) GTEST_SKIP() << "skipped: no /bin/sh";

  const File file{"oracle.sh", script};
  std::vector<std::string> ours;
  for (const ShellCommand& command : shell::parse(Document(file)).commands) {
    if (command.words[0].text.bytes() != "p") continue;
    std::string words;
    for (std::size_t at = 1; at < command.words.size(); ++at) {
      EXPECT_TRUE(command.words[at].text.is_known()) << command.words[at].text.bytes();
      words += command.words[at].text.bytes() + '\0';
    }
    ours.push_back(std::move(words));
  }
  ASSERT_EQ(ours.size(), cases.size());
  std::size_t at = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::size_t end = output.find('\1', at);
    ASSERT_NE(end, std::string::npos);
    ASSERT_EQ(ours[i], output.substr(at, end - at)) << cases[i];  // one is enough to see
    at = end + 1;
  }
}

}  // namespace
}  // namespace boltseal
