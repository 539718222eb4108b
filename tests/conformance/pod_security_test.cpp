// The Pod Security Standards against what the admission controller of Kubernetes says of the same
// pods: verdict, reasons and details, for both levels and every version.

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/text.h"
#include "check/judge.h"
#include "check/unit.h"
#include "sources/yaml/json.h"
#include "support/golden.h"

namespace boltseal::test {
namespace {

using yaml::Node;

std::vector<std::string> texts(const Node* list) {
  std::vector<std::string> all;
  if (list == nullptr) return all;
  for (const Node* const item : list->items) all.emplace_back(item->value);
  return all;
}

// 24 of "v1.24".
int minor_of(const Node& range, std::string_view end) {
  const auto minor = parse_int(std::string_view(range.get(end)->value).substr(3));
  return minor ? static_cast<int>(*minor) : -1;
}

struct Count {
  int cases = 0, verdicts = 0, wrong = 0;
};

void compare(const std::string& id, const Unit& unit, Profile level, const Node& ranges,
             Count& count) {
  int next = 0;
  for (const Node* const range : ranges.items) {
    const bool allowed = yaml::as_bool(*range->get("allowed")).value_or(false);
    EXPECT_EQ(minor_of(*range, "from"), next) << id;
    for (int minor = next; minor <= minor_of(*range, "to"); ++minor) {
      const AskedProfile asked(level, minor);
      std::vector<Finding> findings;
      const std::size_t unknown = judge(unit.inventory, rules_of(asked, {}), findings, minor);
      std::vector<std::string> reasons, details;
      for (const Finding& finding : findings) {
        reasons.push_back(finding.reason);
        details.push_back(finding.detail);
        EXPECT_TRUE(finding.site.has_place() && finding.site.span.size() > 0) << id;
      }
      EXPECT_EQ(unknown, 0u) << id;
      EXPECT_EQ(findings.empty(), allowed) << id << " under " << name_of(asked);
      EXPECT_EQ(reasons, texts(range->get("reasons"))) << id << " under " << name_of(asked);
      EXPECT_EQ(details, texts(range->get("details"))) << id << " under " << name_of(asked);
      count.verdicts += 1;
      count.wrong += reasons != texts(range->get("reasons")) ||
                     details != texts(range->get("details")) || findings.empty() != allowed;
    }
    next = minor_of(*range, "to") + 1;
  }
  EXPECT_EQ(next, newest_minor + 1) << id << " is not told for every version";
}

TEST(PodSecurity, RefusesWhatKubernetesRefuses) {
  const std::string folder = shared_material();
  if (folder.empty()) return;
  const std::string exam = folder + "/exam/pod-security/";
  const DiskFiles files;
  const Result<std::string> text = files.read(exam + "expected.json");
  ASSERT_TRUE(text.has_value());
  const File file{"expected.json", *text};
  yaml::Tree tree;
  ASSERT_TRUE(yaml::parse_json(Document(file), tree).has_value());
  Count count;
  for (const Node* const one : tree.documents.front()->get("cases")->items) {
    const std::string id(one->get("id")->value);
    const Unit unit = read_unit(exam + std::string(one->get("input")->value), nullptr, files);
    EXPECT_TRUE(unit.inventory.errors.empty()) << id;
    EXPECT_EQ(unit.inventory.pods.size(), 1u) << id;
    const Node& expected = *one->get("expect");
    compare(id, unit, Profile::pss_baseline, *expected.get("baseline"), count);
    compare(id, unit, Profile::pss_restricted, *expected.get("restricted"), count);
    ++count.cases;
  }
  std::printf("%d pods, %d verdicts, %d of them wrong\n", count.cases, count.verdicts, count.wrong);
  EXPECT_GT(count.cases, 0);
}

}  // namespace
}  // namespace boltseal::test
