#include "scan/upgrades.h"

#include <gtest/gtest.h>

namespace boltseal {
namespace {

ScanResult two_fixes(const std::string& type, const std::string& first, const std::string& second) {
  ScanResult result;
  Package package;
  package.type = type;
  package.name = package.source_name = "p";
  package.version = package.source_version = "1.0.0";
  result.inventory.packages.push_back({package, 0});
  for (const auto& [id, fixed] : {std::pair{"CVE-1", first}, {"CVE-2", second}}) {
    VulnerabilityMatch match;
    match.id = id;
    match.fixed = fixed;
    result.matches.push_back(match);
  }
  return result;
}

// As text, "9" comes behind "10"; and the first fix is not always the later one.
TEST(Upgrades, GoToTheFixThatMendsAllWhateverTheEcosystem) {
  for (const char* const type : {"deb", "apk", "rpm", "alpm", "npm", "pypi", "golang", "cargo"}) {
    for (const ScanResult& result :
         {two_fixes(type, "9.0.0", "10.0.0"), two_fixes(type, "10.0.0", "9.0.0")}) {
      const std::vector<Upgrade> upgrades = upgrades_of(result);
      ASSERT_EQ(upgrades.size(), 1u);
      EXPECT_EQ(upgrades[0].fixed, "10.0.0") << type;
      EXPECT_EQ(upgrades[0].vulnerabilities, 2u);
    }
  }
}

}  // namespace
}  // namespace boltseal
