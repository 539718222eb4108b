#include "check/check.h"

#include <gtest/gtest.h>

#include "support/folder.h"

namespace boltseal {
namespace {

class Check : public testing::Test {
 protected:
  Verdict run(std::vector<std::string_view> rules) {
    CheckOptions options;
    options.paths = {folder.path()};
    for (const std::string_view id : rules) options.rules.push_back(find_rule(id));
    return check(options, DiskFiles());
  }
  std::string name(const Place& place) const { return place.path.substr(folder.path().size()); }

  test::TemporaryFolder folder;
};

TEST_F(Check, AServiceAndItsDockerfileAreOneWorkload) {
  folder.put("compose.yaml", "services:\n  web:\n    build: ./web\n  admin:\n    build: ./web\n");
  folder.put("web/Dockerfile", "FROM debian:12\nEXPOSE 80\nCMD [\"/serve\"]\n");
  const Verdict verdict = run({"user/root"});
  ASSERT_EQ(verdict.findings.size(), 1u);
  const ShownFinding& finding = verdict.findings[0];
  EXPECT_EQ(name(finding.place), "web/Dockerfile");
  EXPECT_EQ(finding.place.begin.line, 1u);
  EXPECT_EQ(finding.subjects.size(), 2u)
      << "both services are named, and the image is not named again";
  EXPECT_TRUE(verdict.errors.empty());
}

TEST_F(Check, TheServiceHasTheLastWord) {
  folder.put("compose.yaml", "services:\n  web:\n    build: ./web\n    user: \"1000\"\n");
  folder.put("web/Dockerfile", "FROM debian:12\nEXPOSE 80\nCMD [\"/serve\"]\n");
  EXPECT_TRUE(run({"user/root"}).findings.empty());
}

TEST_F(Check, AFileThatIsOnlyExtendedIsJudgedWithWhatExtendsIt) {
  folder.put("compose.yaml",
             "services:\n  web:\n    extends: {file: common-services.yml, service: base}\n"
             "    mem_limit: 1g\n");
  folder.put("common-services.yml", "services:\n  base:\n    image: registry.example/web:1\n");
  EXPECT_TRUE(run({"limits/memory"}).findings.empty());
}

TEST_F(Check, AManifestAndTheDockerfileOfItsImageAreOneWorkload) {
  folder.put("Makefile", "image:\n\tdocker build -t ghcr.io/shop/web:$(VERSION) web\n");
  folder.put("web/Dockerfile", "FROM debian:12\nEXPOSE 80\nHEALTHCHECK CMD true\n");
  folder.put("web.yaml",
             "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n"
             "    - {name: web, image: 'ghcr.io/shop/web:1.2'}\n");
  const Verdict verdict = run({"user/root"});
  ASSERT_EQ(verdict.findings.size(), 1u);
  EXPECT_EQ(name(verdict.findings[0].place), "web/Dockerfile");
  EXPECT_EQ(verdict.findings[0].subjects, std::vector<std::string>{"Pod/web container web"});
  EXPECT_EQ(verdict.unknown, 0u);
  EXPECT_EQ(run({"health/none"}).findings.size(), 1u) << "Kubernetes ignores HEALTHCHECK";

  folder.put("web.yaml",
             "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n"
             "    - {name: web, image: 'ghcr.io/shop/web:1.2', securityContext: {runAsUser: 7}}\n");
  EXPECT_TRUE(run({"user/root"}).findings.empty());
}

TEST_F(Check, WhatPodsAloneRunNeedsNoHealthCheckOfEngines) {
  folder.put("web/Dockerfile", "FROM debian:12\nEXPOSE 80\nCMD [\"/serve\"]\n");
  EXPECT_EQ(run({"health/none"}).findings.size(), 1u);
  folder.put("web.yaml",
             "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n"
             "    - {name: web, image: 'ghcr.io/shop/web:1.2', readinessProbe: {tcpSocket: {port: "
             "80}}}\n");
  EXPECT_TRUE(run({"health/none"}).findings.empty()) << "Kubernetes ignores HEALTHCHECK";
  folder.put("tool.sh", "docker run --rm alpine:3.20 true\n");
  EXPECT_TRUE(run({"health/none"}).findings.empty()) << "a tool is no service";
  folder.put("run.sh", "docker run -d registry.example/other:1\n");
  EXPECT_EQ(run({"health/none"}).findings.size(), 1u) << "Docker may run it as well";
}

TEST_F(Check, WhatTheTreeBuildsAndRunsIsKnown) {
  folder.put("Makefile", "image:\n\tdocker build -t web web\n");
  folder.put("web/Dockerfile", "FROM debian:12\nEXPOSE 80\nUSER 10001\n");
  folder.put("run.sh", "docker run -d web\n");
  const Verdict verdict = run({"user/root", "update/unpinned-image"});
  EXPECT_TRUE(verdict.findings.empty());
  EXPECT_EQ(verdict.unknown, 0u);
}

TEST_F(Check, AnEngineSpeaksForTheContainersThatItsScriptStarts) {
  const std::string starts = "docker run -d --log-opt tag=web registry.example/web:1\n";
  folder.put("user-data.sh",
             "cat > /etc/docker/daemon.json <<'E'\n"
             "{\"no-new-privileges\": true, \"log-opts\": {\"max-size\": \"10m\"}}\n"
             "E\n" +
                 starts);
  const std::vector<std::string_view> rules = {"privilege/gain",
                                               "insight/unbounded-container-logs"};
  EXPECT_TRUE(run(rules).findings.empty());
  folder.put("user-data.sh", starts);
  EXPECT_EQ(run(rules).findings.size(), 2u);
}

TEST_F(Check, ADaemonJsonBesideAComposeFileSpeaksForItsServices) {
  folder.put("compose.yaml", "services:\n  web:\n    image: registry.example/web:1\n");
  folder.put("daemon.json", "{\"no-new-privileges\": true}\n");
  EXPECT_TRUE(run({"privilege/gain"}).findings.empty());
  folder.put("daemon.json", "{\"no-new-privileges\": false}\n");
  ASSERT_EQ(run({"privilege/gain"}).findings.size(), 1u);
  EXPECT_EQ(name(run({"privilege/gain"}).findings[0].place), "daemon.json");
}

TEST_F(Check, DaemonJsonAndADropInAreOneEngine) {
  const std::string file =
      "cat > /etc/docker/daemon.json <<'E'\n{\"hosts\": [\"tcp://0.0.0.0:2376\"]}\nE\n";
  folder.put("user-data.sh", file);
  EXPECT_EQ(run({"socket/tcp"}).findings.size(), 1u);
  folder.put("user-data.sh",
             file +
                 "cat > /etc/systemd/system/docker.service.d/tls.conf <<'E'\n[Service]\n"
                 "ExecStart=\nExecStart=/usr/bin/dockerd --tlsverify --tlscacert=/c "
                 "--tlscert=/d --tlskey=/e\nE\n");
  EXPECT_TRUE(run({"socket/tcp"}).findings.empty());
}

TEST_F(Check, AnUnknownImageIsCountedNotGuessed) {
  folder.put("compose.yaml", "services:\n  web:\n    image: registry.example/web:1\n");
  const Verdict verdict = run({"user/root"});
  EXPECT_TRUE(verdict.findings.empty());
  EXPECT_EQ(verdict.unknown, 1u);
}

TEST_F(Check, ABrokenFileDoesNotKeepOthersFromBeingChecked) {
  folder.put("Dockerfile", "FROM debian:12\nEXPOSE 80\nCMD [\"/serve\"]\n");
  folder.put("compose.yaml", "services:\n  web:\n   image: [\n");
  const Verdict verdict = run({"user/root"});
  EXPECT_EQ(verdict.findings.size(), 1u);
  ASSERT_EQ(verdict.errors.size(), 1u);
  EXPECT_EQ(name(verdict.errors[0].place), "compose.yaml");
}

TEST_F(Check, WhatIsNamedMustBeKnown) {
  CheckOptions options;
  options.paths = {folder.put("notes.txt", "hello\n")};
  const Verdict verdict = check(options, DiskFiles());
  EXPECT_EQ(verdict.errors.size(), 1u);
}

TEST_F(Check, FindsTheSameWithAnyNumberOfThreads) {
  for (int i = 0; i < 40; ++i) {
    folder.put("d" + std::to_string(i) + "/Dockerfile",
               "FROM debian:12\nEXPOSE 80\nCMD [\"/serve\"]\n");
  }
  CheckOptions options;
  options.paths = {folder.path()};
  std::vector<std::string> fingerprints[2];
  for (const unsigned threads : {1u, 4u}) {
    options.threads = threads;
    for (const ShownFinding& finding : check(options, DiskFiles()).findings) {
      fingerprints[threads == 1 ? 0 : 1].push_back(fingerprint_of(finding));
    }
  }
  EXPECT_GE(fingerprints[0].size(), 40u);
  EXPECT_EQ(fingerprints[0], fingerprints[1]);
}

}  // namespace
}  // namespace boltseal
