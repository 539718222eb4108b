// `check --fix --online`: what leaves the machine, what is written, and how it ends.

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/files.h"
#include "support/folder.h"
#include "support/program.h"
#include "support/server.h"

namespace boltseal::test {
namespace {

// Knows the image app with the tag 1.
std::string registry(const std::string& request) {
  return request.starts_with("GET /v2/app/manifests/1 ")
             ? http_answer("200 OK", "Content-Type: application/vnd.oci.image.index.v1+json\r\n",
                           R"({"schemaVersion":2,"manifests":[]})")
             : http_answer("404 Not Found", "", R"({"errors":[{"code":"MANIFEST_UNKNOWN"}]})");
}

class Online : public testing::Test {
 protected:
  // A Compose file with these images of the registry, one service each.
  void write(const std::vector<std::string>& images) {
    text_ = "services:\n";
    for (const std::string& image : images) {
      text_ += "  s" + std::to_string(text_.size()) + ":\n    image: " + server_.host() + "/" +
               image + "  # ours\n";
    }
    folder_.put("compose.yaml", text_);
  }
  ProgramResult run(const std::string& flags) {
    return run_program(
        "HOME=/nowhere http_proxy= https_proxy= boltseal check --isolated "
        "--profile=strict --rule=update/mutable-tag " +
            flags + " compose.yaml",
        folder_.path());
  }
  std::string now() const { return *DiskFiles().read(folder_.path() + "compose.yaml"); }

  const RawServer server_{registry};
  const TemporaryFolder folder_;
  std::string text_;
};

TEST_F(Online, WritesTheDigestOfToday) {
  write({"app:1", "app:1"});
  const ProgramResult result = run("--fix=all --online");
  EXPECT_EQ(result.exit_code, 0) << result.err;
  const std::string digest = sha256_digest(R"({"schemaVersion":2,"manifests":[]})");
  for (std::size_t at = text_.find("app:1"); at != std::string::npos;
       at = text_.find("app:1", at + 10)) {
    text_.insert(at + 5, "@" + digest);
  }
  EXPECT_EQ(now(), text_);
  EXPECT_EQ(server_.requests().size(), 1u) << "each image is asked for once";
  EXPECT_NE(result.err.find("Mended 2 findings in 1 file"), std::string::npos) << result.err;
  // On no terminal nobody watches.
  EXPECT_EQ(result.err.find("asking registries"), std::string::npos);

  EXPECT_EQ(run("--fix=all --online").exit_code, 0);
  EXPECT_EQ(now(), text_) << "a second run changes something";
  EXPECT_EQ(server_.requests().size(), 1u) << "nothing is left to ask";
}

TEST_F(Online, SendsNothingUnasked) {
  write({"app:1"});
  const ProgramResult result = run("--fix=all");
  EXPECT_NE(result.err.find("only its registry knows the digest: --fix=all --online asks there"),
            std::string::npos)
      << result.err;
  EXPECT_EQ(result.exit_code, 0);
  run("");
  run("--fix=safe --online");
  EXPECT_EQ(now(), text_);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(Online, WhatIsNotAnsweredIsAGap) {
  write({"app:1", "app:2"});
  const ProgramResult result = run("--fix=all --online --diff");
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_NE(result.out.find("app:1@sha256:"), std::string::npos) << result.out;
  EXPECT_NE(result.err.find("its digest is unknown: http://" + server_.host() +
                            "/v2/app/manifests/2 is not there (MANIFEST_UNKNOWN); look at the "
                            "name and the tag"),
            std::string::npos)
      << result.err;
  EXPECT_NE(result.err.find("the digest of 1 image is unknown"), std::string::npos) << result.err;
  EXPECT_EQ(run("--fix=all --online --diff --allow-gaps").exit_code, 0);
  EXPECT_EQ(run("--fix=all --online --diff --fail-on=low").exit_code, 1);
  EXPECT_EQ(now(), text_);
}

TEST_F(Online, GoesWithFix) {
  write({"app:1"});
  EXPECT_EQ(run("--online").exit_code, 2);
  EXPECT_EQ(run("--fix=all --insecure=r.example").exit_code, 2);
}

}  // namespace
}  // namespace boltseal::test
