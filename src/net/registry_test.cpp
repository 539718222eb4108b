// Against the registry that Debian ships, and against servers that play one.

#include "net/registry.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "base/base64.h"
#include "base/digest.h"
#include "base/process.h"
#include "net/blob_download.h"
#include "support/folder.h"
#include "support/real_registry.h"
#include "support/server.h"

namespace boltseal::net {
namespace {

using test::http_answer;
using test::push;
using test::RawServer;
using test::RealRegistry;
using test::registry_program;
using test::upload;

constexpr std::string_view oci_image = "application/vnd.oci.image.manifest.v1+json";

HttpSettings hurried() {
  HttpSettings settings;
  settings.patience = std::chrono::seconds(5);
  return settings;
}

class RealRegistryTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::exists(registry_program))
        << "docker-registry is missing; ./dev setup installs it";
  }
  const test::TemporaryFolder folder_;
};

TEST_F(RealRegistryTest, TellsADigest) {
  const RealRegistry registry(folder_, "", "");
  const std::string manifest =
      push(HttpClient(hurried()), "http://" + registry.host(), "team/app", "1.0");
  const Credentials nobody;
  const RegistryClient client(hurried(), nobody, {});
  const auto found = client.manifest({registry.host(), "team/app", "1.0"});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->body, manifest);
  EXPECT_EQ(found->digest, sha256_digest(manifest));
  EXPECT_EQ(found->media_type, oci_image);
  EXPECT_TRUE(client.manifest({registry.host(), "team/app", found->digest}));

  const auto missing = client.manifest({registry.host(), "team/app", "2.0"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().path, "http://" + registry.host() + "/v2/team/app/manifests/2.0");
  EXPECT_EQ(missing.error().message, "is not there (MANIFEST_UNKNOWN: manifest unknown)");
}

TEST_F(RealRegistryTest, GivesBlobsInWholeAndInParts) {
  const RealRegistry registry(folder_, "", "");
  std::string layer;
  for (int i = 0; i < 1'000'000; ++i) layer += std::to_string(i);
  const BlobName blob{sha256_digest(layer), layer.size()};
  ASSERT_TRUE(upload(HttpClient(hurried()),
                     *parse_url("http://" + registry.host() + "/v2/team/app/"), {}, layer));
  const Credentials nobody;
  const RegistryClient client(hurried(), nobody, {});
  const ImageName image{registry.host(), "team/app", "1.0"};
  const std::atomic<bool> stop = false;
  for (const std::size_t there : {std::size_t{0}, std::size_t{1}, layer.size() / 2}) {
    const test::TemporaryFolder cache;
    cache.put("partial/sha256-" + blob.digest.substr(7), layer.substr(0, there));
    const BlobStore store(cache.path());
    std::uint64_t least = layer.size();
    const auto done = download_blob(
        client, image, blob, store, [&](std::uint64_t bytes) { least = std::min(least, bytes); },
        stop);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_GE(least, there);
    EXPECT_EQ(*store.read(blob.digest, blob.size), layer);
  }
  const test::TemporaryFolder cache;
  const auto missing = download_blob(
      client, image, {sha256_digest("no"), 2}, BlobStore(cache.path()), [](std::uint64_t) {}, stop);
  ASSERT_FALSE(missing);
  EXPECT_TRUE(missing.error().message.starts_with("is not there (BLOB_UNKNOWN"))
      << missing.error().message;
}

TEST_F(RealRegistryTest, WithTlsAndAPassword) {
  const std::string& path = folder_.path();
  const auto openssl = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                                         "ec_paramgen_curve:P-256", "-nodes", "-days", "2"});
    const auto done = run_process(arguments);
    ASSERT_TRUE(done) << done.error().message;
  };
  openssl({"-subj", "/CN=authority", "-keyout", path + "ca.key", "-out", path + "ca.crt"});
  openssl({"-subj", "/CN=registry", "-addext", "subjectAltName=IP:127.0.0.1", "-addext",
           "basicConstraints=critical,CA:FALSE", "-CA", path + "ca.crt", "-CAkey", path + "ca.key",
           "-keyout", path + "server.key", "-out", path + "server.crt"});
  // htpasswd -nbB -C 4 alice secret
  folder_.put("htpasswd", "alice:$2y$04$qktU6SN.z1xVvTsRQBVI7O.lm0F.LyJezV7nFy.iqi1luUbovb2f6\n");
  const RealRegistry registry(
      folder_, "  tls: {certificate: " + path + "server.crt, key: " + path + "server.key}\n",
      "auth: {htpasswd: {realm: test, path: " + path + "htpasswd}}\n");
  const ImageName name{registry.host(), "team/app", "1.0"};
  const Credentials nobody;

  const auto untrusted = RegistryClient(hurried(), nobody, {}).manifest(name);
  ASSERT_FALSE(untrusted);
  EXPECT_TRUE(untrusted.error().message.starts_with("has a certificate that does not hold: "))
      << untrusted.error().message;
  EXPECT_NE(untrusted.error().remedy.find("certs.d"), std::string::npos);

  HttpSettings settings = hurried();
  settings.certificate_folders = {path + "certs.d"};
  std::filesystem::create_directories(path + "certs.d/" + registry.host());
  std::filesystem::copy(path + "ca.crt", path + "certs.d/" + registry.host() + "/ca.crt");
  const std::string manifest =
      push(HttpClient(settings), "https://" + registry.host(), name.repository, name.reference,
           {{"Authorization", "Basic " + encode_base64("alice:secret")}});

  const auto refused = RegistryClient(settings, nobody, {}).manifest(name);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "wants a user and a password");
  EXPECT_NE(refused.error().remedy.find("docker login " + registry.host()), std::string::npos);

  const auto file_with = [&](const std::string& password) {
    return MemoryFiles({{"auth.json", R"({"auths": {")" + registry.host() + R"(": {"auth": ")" +
                                          encode_base64("alice:" + password) + R"("}}})"}});
  };
  const MemoryFiles right = file_with("secret"), wrong = file_with("guess");
  const Credentials alice({"auth.json"}, right), stranger({"auth.json"}, wrong);
  const auto found = RegistryClient(settings, alice, {}).manifest(name);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->digest, sha256_digest(manifest));
  EXPECT_FALSE(RegistryClient(settings, stranger, {}).manifest(name));
  // Whoever says that the host is insecure needs no authority.
  EXPECT_TRUE(RegistryClient(hurried(), alice, {registry.host()}).manifest(name));
}

// A registry that wants tokens, and the server that gives them, in one.
std::string token_registry(const std::string& request, const std::string& host,
                           const std::string& given) {
  const std::string manifest = R"({"schemaVersion":2,"manifests":[]})";
  if (request.starts_with("GET /v2/") && request.find("Bearer T1") != std::string::npos) {
    return http_answer("200 OK", "Content-Type: application/vnd.oci.image.index.v1+json\r\n",
                       manifest);
  }
  if (request.starts_with("GET /v2/")) {
    return http_answer("401 Unauthorized",
                       "WWW-Authenticate: Bearer realm=\"http://" + host +
                           "/token?x=1\",service=\"the registry\"\r\n",
                       "");
  }
  return given;
}

struct Asked {
  Result<Manifest> manifest;
  std::vector<std::string> requests;
};

Asked ask_for_token(const std::string& configuration,
                    const std::function<std::string(const std::string& request)>& token_server) {
  std::string host;
  const RawServer server([&](const std::string& request) {
    const bool is_token = request.find(" /token") != std::string::npos;
    return token_registry(request, host, is_token ? token_server(request) : "");
  });
  host = server.host();
  std::string text = configuration;
  if (const std::size_t at = text.find("HOST"); at != std::string::npos) text.replace(at, 4, host);
  const MemoryFiles files({{"config.json", text}});
  const Credentials credentials({"config.json"}, files);
  const RegistryClient client(hurried(), credentials, {});
  Result<Manifest> manifest = client.manifest({host, "team/app", "1"});
  return {std::move(manifest), server.requests()};
}

TEST(Registry, GetsATokenAsNobody) {
  const Asked asked = ask_for_token(
      "{}", [](const std::string&) { return http_answer("200 OK", "", R"({"token":"T1"})"); });
  ASSERT_TRUE(asked.manifest) << asked.manifest.error().message;
  ASSERT_EQ(asked.requests.size(), 3u);
  EXPECT_TRUE(asked.requests[1].starts_with(
      "GET /token?x=1&service=the%20registry&scope=repository%3Ateam%2Fapp%3Apull HTTP/1.1\r\n"));
  EXPECT_EQ(asked.requests[1].find("Authorization"), std::string::npos);
}

TEST(Registry, GetsATokenWithAPassword) {
  const std::string configuration =
      R"({"auths":{"HOST":{"auth":")" + encode_base64("me:pw") + R"("}}})";
  const Asked asked = ask_for_token(configuration, [](const std::string&) {
    return http_answer("200 OK", "", R"({"access_token":"T1"})");
  });
  ASSERT_TRUE(asked.manifest) << asked.manifest.error().message;
  EXPECT_NE(asked.requests[1].find("Authorization: Basic " + encode_base64("me:pw")),
            std::string::npos);
  // Where only OAuth 2.0 is known.
  const Asked posted = ask_for_token(configuration, [](const std::string& request) {
    return request.starts_with("POST") ? http_answer("200 OK", "", R"({"access_token":"T1"})")
                                       : http_answer("405 Method Not Allowed", "", "");
  });
  ASSERT_TRUE(posted.manifest) << posted.manifest.error().message;
  EXPECT_NE(posted.requests[2].find("grant_type=password&username=me&password=pw&service=the%20"
                                    "registry&scope=repository%3Ateam%2Fapp%3Apull&client_id="
                                    "boltseal"),
            std::string::npos);
}

TEST(Registry, GetsATokenWithARefreshToken) {
  const Asked asked = ask_for_token(
      R"({"auths":{"HOST":{"identitytoken":"R1"}}})",
      [](const std::string&) { return http_answer("200 OK", "", R"({"access_token":"T1"})"); });
  ASSERT_TRUE(asked.manifest) << asked.manifest.error().message;
  EXPECT_TRUE(asked.requests[1].starts_with("POST /token?x=1 "));
  EXPECT_NE(asked.requests[1].find("grant_type=refresh_token&refresh_token=R1"), std::string::npos);
}

// Blobs often lie elsewhere; who keeps them is not who may ask for the registry's password.
TEST(Registry, TellsNobodyElseItsPassword) {
  std::string realm;
  const RawServer elsewhere([&](const std::string& request) {
    return request.starts_with("GET /token")
               ? http_answer("200 OK", "", R"({"token":"T1"})")
               : http_answer("401 Unauthorized",
                             "WWW-Authenticate: Bearer realm=\"http://" + realm + "/token\"\r\n",
                             "");
  });
  realm = elsewhere.host();
  const RawServer server([&](const std::string&) {
    return http_answer("307 Temporary Redirect", "Location: http://" + realm + "/blob\r\n", "");
  });
  const MemoryFiles files({{"config.json", R"({"auths":{")" + server.host() + R"(":{"auth":")" +
                                               encode_base64("me:pw") + R"("}}})"}});
  const Credentials credentials({"config.json"}, files);
  const RegistryClient client(hurried(), credentials, {});
  EXPECT_FALSE(client.manifest({server.host(), "team/app", "1"}));
  ASSERT_EQ(elsewhere.requests().size(), 1u);
  EXPECT_TRUE(elsewhere.requests()[0].starts_with("GET /blob "));
}

TEST(Registry, TellsItsPasswordToNobodyElseWithoutTls) {
  const std::string realm = "WWW-Authenticate: Bearer realm=\"http://tokens.invalid/token\"\r\n";
  const RawServer server(
      [&](const std::string&) { return http_answer("401 Unauthorized", realm, ""); });
  const Credentials nobody;
  const auto manifest = RegistryClient(hurried(), nobody, {}).manifest({server.host(), "a", "1"});
  ASSERT_FALSE(manifest);
  EXPECT_EQ(manifest.error().message,
            "sends us to the token server http://tokens.invalid/token, without TLS");
}

TEST(Registry, SaysWhatATokenServerDoes) {
  const auto said = [](const std::string& answer) {
    const Asked asked = ask_for_token("{}", [&](const std::string&) { return answer; });
    const std::string message = asked.manifest ? "" : asked.manifest.error().message;
    return message.substr(std::min(message.size(), message.find("which ")));
  };
  EXPECT_EQ(said(http_answer("403 Forbidden", "", "")), "which answers 403");
  EXPECT_EQ(said(http_answer("200 OK", "", "{}")), "which answers without a token");
  EXPECT_EQ(said(http_answer("200 OK", "", "x")), "which answers with what is no JSON object");
}

// What the client says of a registry that answers so.
std::string said_of(const std::string& answer, const std::string& tag = "1") {
  const RawServer server([&](const std::string&) { return answer; });
  const Credentials nobody;
  const auto manifest = RegistryClient(hurried(), nobody, {}).manifest({server.host(), "a", tag});
  return manifest ? manifest->digest : manifest.error().message;
}

TEST(Registry, IsNotBelievedBlindly) {
  const std::string type = "Content-Type: application/vnd.oci.image.index.v1+json\r\n";
  const std::string body = R"({"schemaVersion":2,"manifests":[]})";
  const std::string digest = sha256_digest(body), other = "sha256:" + std::string(64, '0');
  EXPECT_EQ(said_of(http_answer("200 OK", type, body)), digest);
  const std::string header = "Docker-Content-Digest: ";
  EXPECT_EQ(said_of(http_answer("200 OK", type + header + digest + "\r\n", body)), digest);
  EXPECT_EQ(said_of(http_answer("200 OK", type + header + other + "\r\n", body)),
            "sends what has the digest " + digest + ", not " + other);
  EXPECT_EQ(said_of(http_answer("200 OK", type, body), other),
            "sends what has the digest " + digest + ", not " + other);
  EXPECT_EQ(said_of(http_answer("200 OK", "Content-Type: text/html\r\n", "<h1>Log in</h1>")),
            "sends text/html, which is no image");
  EXPECT_EQ(said_of(http_answer("503 Service Unavailable", "", "")), "answers 503");
  EXPECT_EQ(said_of(http_answer("401 Unauthorized", "", "")),
            "wants a proof of who we are of a kind unknown here");
  EXPECT_EQ(said_of(http_answer("401 Unauthorized", "WWW-Authenticate: Bearer realm=\"\"\r\n", "")),
            "wants a token and does not say from where");
}

TEST(Registry, IsAskedForNamesOnly) {
  const RawServer server([](const std::string&) { return http_answer("200 OK", "", ""); });
  const Credentials nobody;
  const RegistryClient client(hurried(), nobody, {});
  for (const char* repository : {"", "../x", "a//b", "A", "a/", "a b", "a?x", ".a", "a%2f"}) {
    EXPECT_FALSE(client.manifest({server.host(), repository, "1"})) << repository;
  }
  for (const char* tag : {"", "a/b", "-a", "a b", "sha256:1"}) {
    EXPECT_FALSE(client.manifest({server.host(), "a", tag})) << tag;
  }
  EXPECT_FALSE(client.manifest({"evil@" + server.host(), "a", "1"}));
  EXPECT_FALSE(client.manifest({server.host() + "/x", "a", "1"}));
  EXPECT_TRUE(server.requests().empty());
}

TEST(Registry, HashesLikeEverybody) {
  EXPECT_EQ(sha256_digest(""),
            "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace boltseal::net
