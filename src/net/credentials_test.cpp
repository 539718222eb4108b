#include "net/credentials.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <map>

#include "base/base64.h"
#include "support/folder.h"

namespace boltseal::net {
namespace {

std::string stored(std::string_view text, std::string_view registry,
                   std::string_view repository = "team/app") {
  const auto found = read_credential_file(text, registry, repository);
  if (!found) return found.error().message;
  if (!found->helper.empty()) return "helper " + found->helper;
  if (!found->credential) return "none";
  const Credential& credential = *found->credential;
  return credential.identity_token.empty() ? credential.user + " " + credential.password
                                           : "token " + credential.identity_token;
}

TEST(Credentials, InDockersFile) {
  const std::string text = R"({"auths": {
      "https://index.docker.io/v1/": {"auth": ")" +
                           encode_base64("me:it's:secret") + R"("},
      "https://quay.example/v2/": {"auth": ")" +
                           encode_base64("q:p") + R"("},
      "ghcr.example": {"auth": "", "identitytoken": "refresh"},
      "broken.example": {"auth": "%%%"}
    }, "HttpHeaders": {}})";
  EXPECT_EQ(stored(text, "docker.io"), "me it's:secret");
  EXPECT_EQ(stored(text, "quay.example"), "q p");
  EXPECT_EQ(stored(text, "ghcr.example"), "token refresh");
  EXPECT_EQ(stored(text, "broken.example"), "none");
  EXPECT_EQ(stored(text, "example"), "none");
  EXPECT_EQ(stored("[]", "docker.io"), "is no JSON object");
  EXPECT_EQ(stored("{", "docker.io"), "is no JSON object");
}

TEST(Credentials, OfHelpers) {
  const std::string text = R"({"credsStore": "desktop", "credHelpers": {"a.example": "ecr-login"},
      "auths": {"b.example": {"auth": ")" +
                           encode_base64("b:p") + R"("}, "c.example": {}}})";
  EXPECT_EQ(stored(text, "a.example"), "helper ecr-login");
  EXPECT_EQ(stored(text, "b.example"), "b p");
  EXPECT_EQ(stored(text, "c.example"), "helper desktop");
  EXPECT_EQ(*read_helper_answer(R"({"ServerURL":"x","Username":"u","Secret":"s"})"),
            (Credential{"u", "s", ""}));
  EXPECT_EQ(*read_helper_answer(R"({"Username":"<token>","Secret":"s"})"),
            (Credential{"", "", "s"}));
  EXPECT_FALSE(read_helper_answer("credentials not found in native keychain"));
}

TEST(Credentials, InPodmansFileByPath) {
  const std::string text = R"({"auths": {
      "r.example:5000": {"auth": ")" +
                           encode_base64("all:1") + R"("},
      "r.example:5000/team": {"auth": ")" +
                           encode_base64("team:2") + R"("}}})";
  EXPECT_EQ(stored(text, "r.example:5000", "team/app"), "team 2");
  EXPECT_EQ(stored(text, "r.example:5000", "teams/app"), "all 1");
}

TEST(Credentials, AreLookedForWhereEnginesDo) {
  std::map<std::string, std::string, std::less<>> set = {{"HOME", "/h"}, {"XDG_RUNTIME_DIR", "/r"}};
  const Environment environment = [&](std::string_view name) {
    const auto found = set.find(name);
    return found == set.end() ? std::string() : found->second;
  };
  using Paths = std::vector<std::string>;
  EXPECT_EQ(credential_files(environment),
            (Paths{"/r/containers/auth.json", "/h/.config/containers/auth.json",
                   "/h/.docker/config.json"}));
  set["REGISTRY_AUTH_FILE"] = "/a.json";
  set["DOCKER_CONFIG"] = "/d";
  EXPECT_EQ(credential_files(environment), (Paths{"/a.json", "/d/config.json"}));
}

TEST(Credentials, AskAHelperOnce) {
  const test::TemporaryFolder folder;
  const std::string helper =
      folder.put("docker-credential-boltseal-test",
                 "#!/bin/sh\nread -r server; echo \"$1 $server\" >> \"$0.log\"\n"
                 "case $server in\n"
                 "  none.example) echo credentials not found in native "
                 "keychain; exit 1 ;;\n"
                 "  bad.example) echo locked >&2; exit 1 ;;\n"
                 "esac\n"
                 "echo '{\"Username\":\"u\",\"Secret\":\"s\"}'\n");
  ::chmod(helper.c_str(), 0755);
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", (folder.path() + ":" + path).c_str(), 1);
  const MemoryFiles files({{"config.json", R"({"credsStore": "boltseal-test"})"},
                           {"evil.json", R"({"credsStore": "../../bin/sh"})"}});
  const Credentials credentials({"missing.json", "config.json"}, files);
  EXPECT_EQ(credentials.find("docker.io", "library/a").credential, (Credential{"u", "s", ""}));
  EXPECT_EQ(credentials.find("docker.io", "library/b").credential, (Credential{"u", "s", ""}));
  EXPECT_FALSE(credentials.find("none.example", "a").credential);
  EXPECT_EQ(credentials.find("none.example", "a").trouble, "");
  EXPECT_EQ(credentials.find("bad.example", "a").trouble,
            "docker-credential-boltseal-test failed: locked");
  EXPECT_NE(Credentials({"evil.json"}, files).find("docker.io", "a").trouble, "");
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_EQ(*DiskFiles().read(helper + ".log"),
            "get https://index.docker.io/v1/\nget none.example\nget bad.example\n");
}

}  // namespace
}  // namespace boltseal::net
