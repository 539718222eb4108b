// The round trip: rule → change → byte edit → read again → fact changed, in every format.

#include "repair/repair.h"

#include <gtest/gtest.h>

#include "support/folder.h"

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

}  // namespace
}  // namespace boltseal
