// Every set of advisories in the shared material is read whole: as many records as its list says,
// and nothing that cannot be read.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "advisories/feed_files.h"
#include "support/advisory_dump.h"
#include "support/golden.h"

namespace boltseal::test {
namespace {

struct Set {
  const char* name;
  std::size_t advisories, notes;
  // Files that are no advisories: licences, Makefiles, templates, or a form that is not read.
  std::size_t ignored;
};

// Where the list counts something else, the difference is said.
constexpr Set sets[] = {
    {"alpine-secdb-2020-06", 11467, 0, 3},    // one for each vulnerability in each of 18 files
    {"alpine-secdb-derived", 43169, 0, 0},    // the same of 16 files
    {"cisa-kev", 0, 2808, 2},                 // 1,404 in JSON, and again in CSV
    {"debian-dsa-dla-2025-02", 10133, 0, 2},  // 5,909 DSA and 4,224 DLA
    {"debian-dsa-dla-2025-2026-w4zu", 1268, 0, 0},
    {"derived-debian-dsa-osv", 11338, 0, 0},
    {"friendsofphp", 1592, 0, 2},  // the list counts a workflow of GitHub's, too
    {"nodejs-security-wg", 638, 0, 12},
    {"osv-almalinux", 5680, 0, 1},
    {"osv-bellsoft", 16989, 0, 1},
    {"osv-go", 4291, 0, 1},
    {"osv-k8s", 44, 0, 1},
    {"osv-mined-fixtures", 928, 0, 0},
    {"osv-pypa", 2661, 0, 2},
    {"osv-rustsec", 1206, 0, 0},
    {"retirejs", 0, 0, 20},  // libraries by file contents, no packages
    {"rubysec", 1381, 0, 1},
    {"rustsec-md", 1225, 0, 3},      // 1,205 crates, and 20 of the toolchain
    {"sap-project-kb", 0, 0, 1299},  // commits, no versions
    {"ubuntu-cve-tracker-2020-04", 32931, 0, 86},
    {"victims-cve-db", 0, 0, 220},  // ended in 2020; GitHub's has all of it
};

class SharedAdvisories : public testing::TestWithParam<Set> {};

TEST_P(SharedAdvisories, AreReadWhole) {
  const Set& set = GetParam();
  const std::string shared = shared_material();
  if (shared.empty()) return;
  const std::string folder = shared + "/data/advisories/" + set.name;
  if (!std::filesystem::is_directory(folder)) {
    GTEST_SKIP() << "skipped: the shared material lacks " << set.name;
  }
  KeptAdvisories kept;
  std::size_t ignored = 0;
  const auto begin = std::chrono::steady_clock::now();
  const auto take = [&](const FoundFile& found) {
    const FeedFile file{found.path, found.bytes};
    const Feed* const feed = feed_of(file);
    ignored += feed == nullptr;
    if (feed == nullptr) return;
    const Result<void> read = feed->read(file, kept);
    EXPECT_TRUE(read.has_value()) << read.error().path << ": " << read.error().message;
  };
  const auto walked =
      for_each_file(folder, take, [&](Error error) { kept.troubles.push_back(std::move(error)); });
  ASSERT_TRUE(walked.has_value()) << walked.error().message;
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  std::printf("%s: %zu advisories, %zu notes, %.0f ms\n", set.name, kept.advisories.size(),
              kept.notes.size(), took.count());
  EXPECT_EQ(kept.advisories.size(), set.advisories);
  EXPECT_EQ(kept.notes.size(), set.notes);
  EXPECT_EQ(ignored, set.ignored);
  for (const Error& trouble : kept.troubles) {
    ADD_FAILURE() << trouble.path << ": " << trouble.message;
  }
}

INSTANTIATE_TEST_SUITE_P(All, SharedAdvisories, testing::ValuesIn(sets), [](const auto& tested) {
  std::string name = tested.param.name;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace boltseal::test
