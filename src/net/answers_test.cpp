#include "net/answers.h"

#include <gtest/gtest.h>

namespace boltseal::net {
namespace {

constexpr std::string_view oci_index = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view oci_image = "application/vnd.oci.image.manifest.v1+json";

std::string kind(std::string_view body, std::string_view content_type) {
  const auto type = read_manifest_type(body, content_type);
  return type ? *type : type.error().message;
}

TEST(Answers, KnowManifests) {
  EXPECT_EQ(kind(R"({"schemaVersion":2,"manifests":[]})", oci_index), oci_index);
  EXPECT_EQ(kind(R"({"schemaVersion":2,"config":{},"layers":[]})",
                 "application/vnd.oci.image.manifest.v1+json; charset=utf-8"),
            oci_image);
  EXPECT_EQ(kind(R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json",)"
                 R"("manifests":[]})",
                 "application/json"),
            oci_index);
}

TEST(Answers, RefuseWhatIsNone) {
  EXPECT_EQ(kind("<html>Log in</html>", "text/html"), "sends text/html, which is no image");
  const std::string first = "sends a manifest of schema 1, which engines no longer take either";
  EXPECT_EQ(kind(R"({"schemaVersion":1})", "application/vnd.docker.distribution.manifest.v1+json"),
            first);
  EXPECT_EQ(kind("{}", "application/vnd.docker.distribution.manifest.v1+prettyjws"), first);
  EXPECT_EQ(kind(R"({"schemaVersion":1,"fsLayers":[]})", "application/json"), first);
  const std::string none = "sends as " + std::string(oci_index) + " what is none";
  EXPECT_EQ(kind("", oci_index), none);
  EXPECT_EQ(kind("[]", oci_index), none);
  EXPECT_EQ(kind(R"({"schemaVersion":1,"manifests":[]})", oci_index), none);
  EXPECT_EQ(kind(R"({"schemaVersion":2,"manifests":[],"layers":[]})", oci_index), none);
  EXPECT_EQ(
      kind(R"({"schemaVersion":2,"manifests":[],"mediaType":")" + std::string(oci_image) + R"("})",
           oci_index),
      none);
  EXPECT_EQ(kind(std::string(1 << 20, '['), oci_index), none);
}

TEST(Answers, HoldTokensAndErrors) {
  EXPECT_EQ(*read_token(R"({"token":"a","access_token":"b"})"), "a");
  EXPECT_EQ(*read_token(R"({"access_token":"b"})"), "b");
  EXPECT_FALSE(read_token(R"({"token":5})"));
  EXPECT_FALSE(read_token("token"));
  EXPECT_EQ(read_errors(R"({"errors":[{"code":"DENIED","message":"not\u001b[31m you"}]})"),
            "DENIED: not\\x1b[31m you");
  EXPECT_EQ(read_errors(R"({"errors":[]})"), "");
  EXPECT_EQ(read_errors("oops"), "");
}

}  // namespace
}  // namespace boltseal::net
