// The version orderings against pairs whose order is known, both ways round.

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

#include "base/files.h"
#include "base/text.h"
#include "packages/versions/ordering.h"
#include "support/golden.h"

namespace boltseal::test {
namespace {

struct Exam {
  std::string_view file, scheme;
};

constexpr std::array exams = {
    Exam{"alpine-versions.txt", "apk"},
    Exam{"cran-versions-generated.txt", "cran"},
    Exam{"cran-versions.txt", "cran"},
    Exam{"debian-versions-generated.txt", "dpkg"},
    Exam{"debian-versions.txt", "dpkg"},
    Exam{"hackage-versions.txt", "hackage"},
    Exam{"maven-versions.txt", "maven"},
    Exam{"nuget-versions.txt", "nuget"},
    Exam{"packagist-versions.txt", "packagist"},
    Exam{"pub-versions.txt", "pub"},
    Exam{"pypi-versions-generated.txt", "pep440"},
    Exam{"pypi-versions.txt", "pep440"},
    Exam{"redhat-versions.txt", "rpm"},
    Exam{"rubygems-versions.txt", "gem"},
    Exam{"semver-versions.txt", "semver"},
};

std::string sign_of(const Ordering& ordering, std::string_view a, std::string_view b) {
  const std::optional<std::weak_ordering> order = ordering.compare(a, b);
  if (!order) return "!";
  return *order < 0 ? "<" : *order > 0 ? ">" : "=";
}

std::string turned(std::string_view sign) {
  return sign == "<" ? ">" : sign == ">" ? "<" : std::string(sign);
}

TEST(Versions, AreOrderedAsTheirEcosystemsDo) {
  const std::string folder = shared_material();
  if (folder.empty()) return;
  int pairs = 0;
  for (const Exam& exam : exams) {
    const Ordering* const ordering = find_ordering(exam.scheme);
    ASSERT_NE(ordering, nullptr) << exam.scheme;
    const auto text = DiskFiles().read(folder + "/exam/versions/" + std::string(exam.file));
    ASSERT_TRUE(text.has_value()) << exam.file;
    for (const std::string_view line : split(*text, '\n')) {
      if (trim(line).empty() || line.starts_with('#') || line.starts_with("//")) continue;
      const std::vector<std::string_view> words = split(trim(line), ' ');
      ASSERT_EQ(words.size(), 3u) << exam.file << ": " << line;
      EXPECT_EQ(sign_of(*ordering, words[0], words[2]), words[1]) << exam.file << ": " << line;
      EXPECT_EQ(sign_of(*ordering, words[2], words[0]), turned(words[1]))
          << exam.file << ": " << line;
      ++pairs;
    }
  }
  std::printf("%d pairs of versions\n", pairs);
  EXPECT_GT(pairs, 0);
}

}  // namespace
}  // namespace boltseal::test
