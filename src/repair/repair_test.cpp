// The round trip: rule → change → byte edit → read again → fact changed, in every format.

#include "repair/repair.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "support/folder.h"
#include "support/golden.h"

namespace boltseal {
namespace {

struct Case {
  const char* name;
  const char* path;
  const char* rule;
  const char* before;
  const char* after;
};

class RepairOf : public testing::TestWithParam<Case> {};

TEST_P(RepairOf, ChangesExactlyWhatIsMeant) {
  const Case& tested = GetParam();
  const test::TemporaryFolder folder;
  CheckOptions options;
  options.paths = {folder.put(tested.path, tested.before)};
  options.rules = {find_rule(tested.rule)};
  const Repairs repairs = repair(options, Safety::guess, DiskFiles());
  for (const Refusal& refusal : repairs.refused) ADD_FAILURE() << refusal.reason;
  ASSERT_EQ(repairs.files.size(), 1u);
  EXPECT_EQ(repairs.files[0].after, tested.after);
  ASSERT_TRUE(write(repairs.files, DiskFiles()).empty());
  EXPECT_EQ(*DiskFiles().read(options.paths[0]), tested.after);
  EXPECT_TRUE(repair(options, Safety::guess, DiskFiles()).files.empty())
      << "a second run changes something";
}

constexpr Case cases[] = {
    {"DockerfileUser", "Dockerfile", "user/root", "FROM debian:12\nEXPOSE 80\nCMD [\"/serve\"]\n",
     "FROM debian:12\nEXPOSE 80\nUSER 10001\nCMD [\"/serve\"]\n"},
    {"DockerfileUserReplaced", "Dockerfile", "user/root",
     "FROM debian:12\r\nUSER root\r\nCMD [\"/serve\"]\r\n",
     "FROM debian:12\r\nUSER 10001\r\nCMD [\"/serve\"]\r\n"},
    {"ComposeUser", "compose.yaml", "user/root", "services:\n  web:\n    image: node:22 # pinned\n",
     "services:\n  web:\n    image: node:22 # pinned\n    user: \"10001\"\n"},
    {"ComposeMount", "compose.yaml", "mount/writable-bind",
     "services:\n  web:\n    image: node:22\n    volumes:\n      - './site:/srv' # pages\n",
     "services:\n  web:\n    image: node:22\n    volumes:\n      - './site:/srv:ro' # pages\n"},
    {"KubernetesUser", "pod.yaml", "user/root",
     "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    "
     "image: node:22\n"
     "    securityContext: {runAsUser: 0}\n",
     "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    "
     "image: node:22\n"
     "    securityContext: {runAsUser: 10001}\n"},
    {"KubernetesMount", "pod.yaml", "mount/writable-bind",
     "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    "
     "image: node:22\n"
     "    volumeMounts:\n    - name: site\n      mountPath: /srv\n  volumes:\n  - name: site\n    "
     "hostPath: {path: /data}\n",
     "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: web\n    "
     "image: node:22\n"
     "    volumeMounts:\n    - name: site\n      mountPath: /srv\n      readOnly: true\n  "
     "volumes:\n  - name: site\n"
     "    hostPath: {path: /data}\n"},
    {"CommandUser", "run.sh", "user/root", "#!/bin/sh\ndocker run -d node:22\n",
     "#!/bin/sh\ndocker run --user 10001 -d node:22\n"},
    {"CommandMount", "run.sh", "mount/writable-bind",
     "#!/bin/sh\ndocker run -d -v \"$PWD/site\":/srv node:22\n",
     "#!/bin/sh\ndocker run -d -v \"$PWD/site\":/srv:ro node:22\n"},
    {"CommandInCloudConfig", "user-data.yaml", "mount/writable-bind",
     "#cloud-config\nruncmd:\n  - |\n    apt-get update && apt-get -y upgrade\n    docker run -d "
     "\\\n      -v /srv/a:/a \\\n"
     "      node:22\n",
     "#cloud-config\nruncmd:\n  - |\n    apt-get update && apt-get -y upgrade\n    docker run -d "
     "\\\n      -v /srv/a:/a:ro \\\n"
     "      node:22\n"},
};

INSTANTIATE_TEST_SUITE_P(EveryFormat, RepairOf, testing::ValuesIn(cases),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Repair, RefusesWhatIsRiskierThanAllowed) {
  const test::TemporaryFolder folder;
  CheckOptions options;
  options.paths = {
      folder.put("compose.yaml", "services:\n  web:\n    image: a/b:1\n    volumes: ['./a:/a']\n")};
  options.rules = {find_rule("mount/writable-bind")};
  const Repairs repairs = repair(options, Safety::safe, DiskFiles());
  EXPECT_TRUE(repairs.files.empty());
  ASSERT_EQ(repairs.refused.size(), 1u);
  EXPECT_NE(repairs.refused[0].reason.find("below /a"), std::string::npos);
}

TEST(Repair, LeavesAFileAloneThatHasChanged) {
  const test::TemporaryFolder folder;
  CheckOptions options;
  options.paths = {
      folder.put("compose.yaml", "services:\n  web:\n    image: a/b:1\n    volumes: ['./a:/a']\n")};
  options.rules = {find_rule("mount/writable-bind")};
  const Repairs repairs = repair(options, Safety::behaviour, DiskFiles());
  ASSERT_EQ(repairs.files.size(), 1u);
  folder.put("compose.yaml", "services: {}\n");
  EXPECT_EQ(write(repairs.files, DiskFiles()).size(), 1u);
  EXPECT_EQ(*DiskFiles().read(options.paths[0]), "services: {}\n");
}

TEST(Repair, MendsAllThatGoesToOnePlaceInOneRun) {
  const test::TemporaryFolder folder;
  CheckOptions options;
  options.paths = {folder.put("daemon.json", "{\n  \"debug\": true\n}\n")};
  options.rules = {find_rule("host/no-userns-remap"), find_rule("host/privilege-gain"),
                   find_rule("network/inter-container")};
  const Repairs repairs = repair(options, Safety::guess, DiskFiles());
  EXPECT_TRUE(repairs.refused.empty());
  ASSERT_EQ(repairs.files.size(), 1u);
  EXPECT_EQ(repairs.files[0].mended.size(), 3u);
  EXPECT_EQ(repairs.files[0].edits.size(), 1u);
  EXPECT_EQ(repairs.files[0].after,
            "{\n  \"debug\": true,\n  \"userns-remap\": \"default\",\n"
            "  \"no-new-privileges\": true,\n  \"icc\": false\n}\n");
}

// What holds for every Dockerfile that is made two stages, however it is written.

std::size_t stages_of(std::string_view text) {
  std::size_t count = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (line.size() > 5 && equals_ignoring_case(line.substr(0, 5), "FROM ")) ++count;
  }
  return count;
}

std::map<std::string_view, int> comments_of(std::string_view text) {
  std::map<std::string_view, int> comments;
  for (const std::string_view line : split(text, '\n')) {
    if (trim(line).starts_with('#')) ++comments[trim(line)];
  }
  return comments;
}

class TwoStages : public testing::TestWithParam<const char*> {};

TEST_P(TwoStages, AreOneMoreAndKeepWhatIsSaid) {
  std::size_t made = 0;
  const std::string folder = test::root() + "src/rules/" + GetParam() + "/fail";
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    CheckOptions options;
    options.paths = {entry.path().string()};
    // With the repairs of all other rules as well, which look at what this one leaves.
    options.profile.profile = Profile::strict;
    const Repairs repairs = repair(options, Safety::guess, DiskFiles());
    for (const RepairedFile& file : repairs.files) {
      SCOPED_TRACE(file.path);
      const bool is_meant = std::ranges::any_of(
          file.mended, [](const ShownFinding& mended) { return mended.rule == GetParam(); });
      if (!is_meant) continue;
      ++made;
      EXPECT_EQ(stages_of(file.before), 1u);
      EXPECT_EQ(stages_of(file.after), 2u);
      for (const auto& [comment, count] : comments_of(file.before)) {
        EXPECT_GE(comments_of(file.after)[comment], count) << comment;
      }
      EXPECT_EQ(file.before.ends_with('\n'), file.after.ends_with('\n'));
      const bool is_crlf = file.before.find("\r\n") != std::string::npos;
      for (std::size_t at = file.after.find('\n'); at != std::string::npos;
           at = file.after.find('\n', at + 1)) {
        EXPECT_EQ(is_crlf, at > 0 && file.after[at - 1] == '\r') << "line end at byte " << at;
      }
      options.paths = {"-"};
      options.source = "dockerfile";
      const MemoryFiles again(std::map<std::string, std::string>{{"-", file.after}});
      EXPECT_TRUE(check(options, again).errors.empty());
      EXPECT_TRUE(repair(options, Safety::guess, again).files.empty())
          << "a second run changes something";
    }
  }
  EXPECT_GE(made, 3u) << "too few examples are mended";
}

INSTANTIATE_TEST_SUITE_P(OfBothRules, TwoStages,
                         testing::Values("build/tools-in-final-stage", "build/single-stage"),
                         [](const auto& tested) {
                           std::string name(tested.param);
                           std::erase_if(name, [](char c) { return !is_letter(c); });
                           return name;
                         });

}  // namespace
}  // namespace boltseal
