#include <gtest/gtest.h>

#include <filesystem>

#include "check/check.h"
#include "support/folder.h"

namespace boltseal {
namespace {

std::vector<std::string> lines_of(const Verdict& verdict) {
  std::vector<std::string> lines;
  for (const ShownFinding& finding : verdict.findings) {
    std::string line = std::string(finding.rule) + " " + finding.place.path + ":" +
                       std::to_string(finding.place.bytes.begin) + " " + finding.message;
    for (const std::string& subject : finding.subjects) line += ", " + subject;
    lines.push_back(std::move(line));
  }
  for (const ShownError& error : verdict.errors)
    lines.push_back(error.place.path + " " + error.message);
  lines.push_back(std::to_string(verdict.files) + " " + std::to_string(verdict.workloads) + " " +
                  std::to_string(verdict.unknown));
  return lines;
}

std::vector<Statement> all_of(const Reading& reading) {
  std::vector<Statement> all;
  for (const auto& some : reading.statements) {
    if (some) all.insert(all.end(), some->begin(), some->end());
  }
  std::ranges::sort(all);
  return all;
}

// A tree in which files depend on each other in every way that the reading of trees knows. After
// each change a second look has to say what a first one would.
TEST(Examination, ASecondLookSaysWhatAFirstOneWould) {
  const test::TemporaryFolder folder;
  struct Put {
    const char* name;
    const char* text;  // null: the file goes
  };
  const std::vector<Put> start = {
      {"compose.yaml",
       "services:\n  web:\n    build: ./web\n    extends: {file: base.yml, service: base}\n"
       "    environment: {LEVEL: $LEVEL}\n  api: {image: 'ghcr.io/shop/api:1'}\n"},
      {"base.yml", "services:\n  base:\n    image: shop/web\n    mem_limit: 1g\n"},
      {".env", "LEVEL=1\n"},
      {"web/Dockerfile", "FROM debian:12\nEXPOSE 80\nCOPY . .\nCMD [\"/serve\"]\n"},
      {"api/Dockerfile", "FROM debian:12\nUSER 1000\nCMD [\"/serve\"]\n"},
      {"build.sh", "#!/bin/sh\ndocker build -t ghcr.io/shop/api:1 api\n"},
      {"k8s/api.yaml",
       "apiVersion: v1\nkind: Pod\nmetadata: {name: api}\nspec:\n  containers:\n"
       "    - {name: api, image: 'ghcr.io/shop/api:1'}\n"},
      {"k8s/policy.yaml",
       "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: all}\n"
       "spec: {podSelector: {}, policyTypes: [Ingress]}\n"},
  };
  const auto put = [&](const Put& file) {
    if (file.text != nullptr) return folder.put(file.name, file.text);
    const std::string path = folder.path() + file.name;
    std::filesystem::remove(path);
    return path;
  };
  for (const Put& file : start) put(file);
  const DiskFiles files;
  CheckOptions options;
  options.paths = {folder.path()};
  options.profile.profile = Profile::strict;
  options.repairs = true;
  Examination examination(options, files);
  const Reading first = examination.read();
  EXPECT_EQ(lines_of(first.verdict), lines_of(check(options, files)));

  const std::vector<std::vector<Put>> changes = {
      {{"web/Dockerfile", "FROM debian:12\nEXPOSE 80\nUSER 10001\nCMD [\"/serve\"]\n"}},
      {{"base.yml", "services:\n  base:\n    privileged: true\n"}},
      {{"web/.dockerignore", ".git\n"}},
      {{"api/Dockerfile", "FROM debian:12\nCMD [\"/serve\"]\n"}},
      {{"build.sh", "#!/bin/sh\ndocker build -t ghcr.io/shop/other:1 api\n"}},
      {{"k8s/policy.yaml", "kind: [\n"}},
      {{"build.sh", "#!/bin/sh\ndocker build -t ghcr.io/shop/api:1 web\n"},
       {"k8s/policy.yaml", start.back().text}},
      {{"compose.yaml", "services:\n  api: {image: 'ghcr.io/shop/api:1'}\n"}},
      {{".env", "LEVEL=2\n"}, {"web/.dockerignore", nullptr}},
      {start[0], start[1], start[3]},
  };
  for (std::size_t at = 0; at < changes.size(); ++at) {
    std::set<std::string> changed;
    for (const Put& file : changes[at]) changed.insert(put(file));
    const Reading again = examination.read_again(changed);
    EXPECT_EQ(lines_of(again.verdict), lines_of(check(options, files))) << "change " << at;
    Examination fresh(options, files);
    EXPECT_EQ(all_of(again), all_of(fresh.read())) << "change " << at;
  }
}

TEST(Examination, WhatDoesNotDependOnAChangeIsNotReadAgain) {
  const test::TemporaryFolder folder;
  folder.put("a/compose.yaml", "services:\n  web: {image: 'nginx:1.27'}\n");
  const std::string path = folder.put("b/compose.yaml", "services:\n  db: {image: 'redis:7'}\n");
  const DiskFiles files;
  CheckOptions options;
  options.paths = {folder.path()};
  Examination examination(options, files);
  const Reading before = examination.read();
  folder.put("b/compose.yaml", "services:\n  db: {image: 'redis:7', privileged: true}\n");
  const Reading after = examination.read_again({path});
  ASSERT_EQ(after.statements.size(), 2u);
  EXPECT_EQ(before.statements[0], after.statements[0]);
  EXPECT_NE(before.statements[1], after.statements[1]);
}

}  // namespace
}  // namespace boltseal
