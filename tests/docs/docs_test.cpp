// What stands in docs/ and is made from the program is what the program says today.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "policy/policy.h"
#include "report/rule_page.h"
#include "seal/trust.h"
#include "support/golden.h"

namespace boltseal::test {
namespace {

TEST(Docs, EveryRuleHasItsPage) {
  std::set<std::string> pages;
  for (const NamedRule& rule : all_rules()) {
    const std::string path = "docs/rules/" + std::string(rule.id) + ".md";
    std::filesystem::create_directories(root() + "docs/rules/" + std::string(rule.group));
    expect_golden(path, rule_page(rule));
    pages.insert(root() + path);
  }
  expect_golden("docs/rules/README.md", rule_index(all_rules()));
  pages.insert(root() + "docs/rules/README.md");
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root() + "docs/rules")) {
    if (!entry.is_regular_file()) continue;
    EXPECT_TRUE(pages.contains(entry.path().string())) << entry.path() << " belongs to no rule";
  }
}

// How many rules a document links to; all of them must be there.
std::size_t linked_rules(const std::string& path) {
  std::ifstream file(root() + path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  static const std::regex link(R"(\(rules/([a-z]+/[a-z-]+)\.md\))");
  std::size_t links = 0;
  for (std::sregex_iterator at(text.begin(), text.end(), link), end; at != end; ++at) {
    EXPECT_NE(find_rule((*at)[1].str()), nullptr) << path << ": " << (*at)[1];
    ++links;
  }
  return links;
}

TEST(Docs, RulesThatOtherToolsAndABenchmarkAreComparedWithExist) {
  EXPECT_GT(linked_rules("docs/peers.md"), 100u);
  EXPECT_GT(linked_rules("docs/cis-docker.md"), 80u);
}

TEST(Docs, TheSchemaOfThePolicyIsTheOneThatIsRead) {
  expect_golden("docs/schema/boltseal.json", policy_schema());
  expect_golden("docs/schema/trust-1.json", trust_schema());
}

}  // namespace
}  // namespace boltseal::test
