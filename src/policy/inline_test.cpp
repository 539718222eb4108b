#include <gtest/gtest.h>

#include "policy/allowance.h"

namespace boltseal {
namespace {

// "2-4 user/root because REASON", or "error MESSAGE", one line each.
std::string read(std::string text) {
  const File file{"a.yaml", std::move(text)};
  const InlineAllowances found = inline_allowances(file);
  std::string lines;
  for (const Allowance& allowance : found.allowances) {
    lines += std::to_string(allowance.first_line) + "-" + std::to_string(allowance.last_line);
    for (const std::string& rule : allowance.rules) lines += " " + rule;
    if (allowance.until) lines += " until " + to_text(*allowance.until);
    if (!allowance.owner.empty()) lines += " owner " + allowance.owner;
    lines += " because " + allowance.reason + "\n";
  }
  for (const Error& error : found.errors) lines += "error " + error.message + "\n";
  return lines;
}

constexpr std::string_view allow = "# boltseal: allow(user/root) because x\n";

std::string behind(std::string_view text) { return read(std::string(allow) + std::string(text)); }

TEST(InlineAllowance, CoversTheNextLine) {
  EXPECT_EQ(behind("USER root\nUSER root\n"), "2-2 user/root because x\n");
  EXPECT_EQ(behind("# another comment\n\nUSER root\n"), "4-4 user/root because x\n");
  EXPECT_EQ(behind(""), "3-3 user/root because x\n");  // nothing: there is no such line
}

TEST(InlineAllowance, CoversAContinuedInstruction) {
  EXPECT_EQ(behind("RUN a \\\n  && b \\\nc\nRUN d\n"), "2-4 user/root because x\n");
}

TEST(InlineAllowance, CoversABlock) {
  EXPECT_EQ(behind("web:\n  a: 1\n\n  b:\n    - c\napi:\n  a: 1\n"), "2-6 user/root because x\n");
  EXPECT_EQ(behind("ports:\n- 1\n- 2\nuser: x\n"), "2-4 user/root because x\n");
  EXPECT_EQ(behind("- a: 1\n  b: 2\n- a: 1\n"), "2-3 user/root because x\n");
}

TEST(InlineAllowance, AtTheEndOfALineCoversThatLine) {
  EXPECT_EQ(read("web:  # boltseal: allow(user/root) because x\n  user: root\n"),
            "1-1 user/root because x\n");
}

TEST(InlineAllowance, ReadsItsSettings) {
  EXPECT_EQ(
      read("#boltseal: allow( user/root , build/* )  owner=web until=2027-01-31 because a, b\nx"),
      "2-2 user/root build/* until 2027-01-31 owner web because a, b\n");
}

TEST(InlineAllowance, SaysWhatIsWrong) {
  EXPECT_EQ(read("# boltseal: alow(user/root) because x\n"),
            "error only allow(RULE) can stand behind \"boltseal:\"\n");
  EXPECT_EQ(read("# boltseal: allow(user/rot) because x\n"),
            "error there is no rule \"user/rot\", did you mean user/root?\n");
  EXPECT_EQ(read("# boltseal: allow(usr/*) because x\n"),
            "error there is no practice \"usr\", did you mean user/*?\n");
  EXPECT_EQ(read("# boltseal: allow(user/root\n"),
            "error the parenthesis behind allow is not closed\n");
  EXPECT_EQ(read("# boltseal: allow(user/root)\n"), "error an allowance says why: because ...\n");
  EXPECT_EQ(read("# boltseal: allow(user/root) because \n"),
            "error an allowance says why: because ...\n");
  EXPECT_EQ(read("# boltseal: allow(user/root) until=soon because x\n"),
            "error until= needs a date, as in until=2027-01-31\n");
  EXPECT_EQ(read("# boltseal: allow(user/root) util=2027-01-31 because x\n"),
            "error \"util=2027-01-31\" is not known here; there are until=, owner= and because\n");
}

TEST(InlineAllowance, IsAComment) {
  EXPECT_EQ(read("see boltseal: allow(user/root) because x\n"), "");
  EXPECT_EQ(read("color: a#boltseal: allow(user/root) because x\n"), "");
}

}  // namespace
}  // namespace boltseal
