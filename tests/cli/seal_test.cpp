// Seals beside images in a real registry, keys in a real token, and cosign where it is installed.

#include <gtest/gtest.h>

#include <filesystem>

#include "base/base64.h"
#include "base/digest.h"
#include "base/files.h"
#include "base/text.h"
#include "net/credentials.h"
#include "net/registry_push.h"
#include "support/golden.h"
#include "support/program.h"
#include "support/real_registry.h"

namespace boltseal::test {
namespace {

class Seals : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::exists(registry_program))
        << "docker-registry is missing; ./dev setup installs it";
    run("for n in ann bob; do openssl genpkey -algorithm ed25519 -out $n.key && "
        "openssl pkey -in $n.key -pubout -out $n.pub; done; " +
        root() + "tests/cli/sealed/image.sh shop.tar && tar -xf shop.tar && " +
        "boltseal db build " + root() + "tests/cli/db/old -o db --allow-gaps");
    digest_ = push_image({registry_.host(), "team/shop", "1"}, folder_.path());
  }

  ProgramResult run(const std::string& line) const {
    return run_program(
        "export HOME=$PWD XDG_CACHE_HOME=$PWD/cache XDG_CONFIG_HOME=$PWD/config "
        "BOLTSEAL_DB=$PWD/db http_proxy= https_proxy=; " +
            line,
        folder_.path());
  }
  std::string image() const { return registry_.host() + "/team/shop:1"; }
  ProgramResult seal(const std::string& key) const {
    return run("boltseal seal --fail-on=never --allow-gaps --key=" + key + " registry:" + image());
  }
  ProgramResult verify(const std::string& keys) const {
    return run("boltseal verify --fail-on=never --allow-gaps " + keys + " registry:" + image());
  }

  const TemporaryFolder folder_;
  const RealRegistry registry_{folder_};
  std::string digest_;
};

TEST_F(Seals, LieBesideTheImage) {
  EXPECT_EQ(verify("--key=ann.pub").out, "registry:" + image() + ": not sealed\n");
  EXPECT_EQ(verify("--key=ann.pub").exit_code, 1);
  const ProgramResult sealed = seal("ann.key");
  EXPECT_EQ(sealed.exit_code, 0) << sealed.err;
  EXPECT_NE(sealed.out.find(digest_), std::string::npos) << sealed.out;
  EXPECT_EQ(verify("--key=ann.pub").exit_code, 0) << verify("--key=ann.pub").out;
  EXPECT_EQ(verify("--key=bob.pub").exit_code, 1);
  // What somebody else has put there stays.
  EXPECT_EQ(seal("bob.key").exit_code, 0);
  EXPECT_EQ(verify("--key=bob.pub").exit_code, 0);
  EXPECT_EQ(verify("--key=ann.pub").exit_code, 0);
  // Who seals again leaves no second one.
  EXPECT_EQ(seal("ann.key").exit_code, 0);
  const std::string hex = digest_.substr(7);
  const net::Credentials nobody;
  const net::RegistryClient client({}, nobody, {});
  for (const std::string& tag : {"sha256-" + hex, "sha256-" + hex + ".att"}) {
    const auto manifest = client.manifest({registry_.host(), "team/shop", tag});
    ASSERT_TRUE(manifest) << manifest.error().message;
    std::size_t count = 0;
    for (std::size_t at = 0; (at = manifest->body.find("boltseal.key", at)) != std::string::npos;
         ++at) {
      ++count;
    }
    EXPECT_EQ(count, 4u) << manifest->body;
  }
}

TEST_F(Seals, AreMissedWhereTheTagLeadsElsewhere) {
  ASSERT_EQ(seal("ann.key").exit_code, 0);
  const net::Credentials nobody;
  const net::RegistryClient client({}, nobody, {});
  const auto sealed = client.manifest({registry_.host(), "team/shop", "1"});
  std::string other = sealed->body;
  other.insert(1, " ");
  ASSERT_TRUE(
      net::push_manifest(client, {registry_.host(), "team/shop", "1"}, sealed->media_type, other));
  EXPECT_EQ(verify("--key=ann.pub").out, "registry:" + image() + ": not sealed\n");
  // Somebody moves the seal along.
  const std::string hex = digest_.substr(7), to = sha256_digest(other).substr(7);
  const auto seals = client.manifest({registry_.host(), "team/shop", "sha256-" + hex + ".att"});
  ASSERT_TRUE(net::push_manifest(client, {registry_.host(), "team/shop", "sha256-" + to + ".att"},
                                 seals->media_type, seals->body));
  const ProgramResult moved = verify("--key=ann.pub");
  EXPECT_NE(moved.out.find("changed: the image has the digest sha256:" + to), std::string::npos)
      << moved.out;
  EXPECT_EQ(moved.exit_code, 1);
}

// Puts the OCI layout of layout.sh into a registry, under the tag 2; returns the index's digest.
std::string push_layout(const net::RegistryClient& client, const std::string& host,
                        const std::string& layout) {
  const net::ImageName by_digest{host, "team/shop", {}};
  std::vector<std::string> manifests;
  std::string index;
  for (const auto& each : std::filesystem::directory_iterator(layout + "/blobs/sha256")) {
    std::string text = *DiskFiles().read(each.path());
    if (text.find("\"manifests\"") != std::string::npos) {
      index = std::move(text);
    } else if (text.starts_with("{\"schemaVersion\"")) {
      manifests.push_back(std::move(text));
    } else {
      EXPECT_TRUE(net::push_blob(client, by_digest, text));
    }
  }
  for (const std::string& text : manifests) {
    const auto pushed =
        net::push_manifest(client, by_digest, "application/vnd.oci.image.manifest.v1+json", text);
    EXPECT_TRUE(pushed) << pushed.error().message;
  }
  const auto pushed = net::push_manifest(client, {host, "team/shop", "2"},
                                         "application/vnd.oci.image.index.v1+json", index);
  EXPECT_TRUE(pushed) << pushed.error().message;
  return pushed ? pushed->digest : std::string();
}

TEST_F(Seals, AreOfAllPlatforms) {
  ASSERT_EQ(run(root() + "tests/cli/sealed/layout.sh layout").exit_code, 0);
  const net::Credentials nobody;
  const std::string digest =
      push_layout(net::RegistryClient({}, nobody, {}), registry_.host(), folder_.path() + "layout");
  const std::string how =
      " --fail-on=never --allow-gaps registry:" + registry_.host() + "/team/shop:2";
  const ProgramResult sealed = run("boltseal seal --key=ann.key" + how);
  EXPECT_NE(sealed.out.find("sealed for linux/amd64, linux/arm64 until"), std::string::npos)
      << sealed.out << sealed.err;
  EXPECT_NE(sealed.out.find(digest), std::string::npos) << sealed.out;
  const ProgramResult all = run("boltseal verify --key=ann.pub" + how);
  EXPECT_EQ(all.exit_code, 0) << all.out << all.err;
  EXPECT_NE(all.out.find("sealed together for linux/amd64, linux/arm64"), std::string::npos);
  EXPECT_EQ(run("boltseal verify --key=ann.pub --platform=linux/arm64" + how).out, all.out);
  // What is said of one platform says nothing of the others, nor of the index.
  const std::string bob = " --platform=linux/arm64" + how;
  EXPECT_EQ(run("boltseal seal --key=bob.key" + bob).exit_code, 0);
  EXPECT_EQ(run("boltseal verify --key=bob.pub" + bob).exit_code, 0);
  EXPECT_EQ(run("boltseal verify --key=bob.pub --platform=linux/amd64" + how).exit_code, 1);
  EXPECT_EQ(run("boltseal verify --key=bob.pub" + how).exit_code, 1);
  EXPECT_EQ(run("boltseal verify --key=bob.pub --platform=linux/s390x" + how).exit_code, 3);
}

TEST_F(Seals, AreReadAndWrittenByCosign) {
  if (run("command -v cosign").exit_code != 0) GTEST_SKIP() << "skipped: no cosign";
  ASSERT_EQ(seal("ann.key").exit_code, 0);
  const std::string how = " --allow-http-registry " + image();
  for (const std::string type : {"https://github.com/boltseal/boltseal/seal/v1", "cyclonedx"}) {
    const ProgramResult read =
        run("cosign verify-attestation --key ann.pub --insecure-ignore-tlog --type " + type + how);
    EXPECT_EQ(read.exit_code, 0) << read.err;
  }
  EXPECT_NE(
      run("cosign verify-attestation --key bob.pub --insecure-ignore-tlog --type cyclonedx" + how)
          .exit_code,
      0);
  const ProgramResult made =
      run("export COSIGN_PASSWORD=pass; cosign generate-key-pair && echo pass > pass && "
          "echo '{}' > predicate && cosign attest --key cosign.key --tlog-upload=false "
          "--type https://example.com/v1 --predicate predicate --yes" +
          how);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(verify("--key=ann.pub").exit_code, 0);
  EXPECT_EQ(verify("--key=cosign.pub").exit_code, 1);
  EXPECT_EQ(seal("cosign.key --passphrase-file=pass").exit_code, 0);
  EXPECT_EQ(verify("--key=cosign.pub").exit_code, 0);
  EXPECT_EQ(run("cosign verify-attestation --key cosign.pub --insecure-ignore-tlog --type "
                "https://example.com/v1" +
                how)
                .exit_code,
            0)
      << "what cosign wrote stays";
}

TEST_F(Seals, ComeFromATokenAsWell) {
  const std::string module = "/usr/lib/softhsm/libsofthsm2.so";
  if (!std::filesystem::exists(module)) GTEST_SKIP() << "skipped: no softhsm2";
  const ProgramResult made =
      run("mkdir tokens && echo directories.tokendir = $PWD/tokens > softhsm.conf && "
          "export SOFTHSM2_CONF=$PWD/softhsm.conf && "
          "openssl ecparam -name secp384r1 -genkey -noout -out ec.key && "
          "openssl pkey -in ec.key -pubout -out ec.pub && "
          "openssl pkcs8 -topk8 -nocrypt -in ec.key -out ec.p8 && "
          "softhsm2-util --init-token --free --label release --pin 1234 --so-pin 12345678 && "
          "softhsm2-util --import ec.p8 --token release --label seal --id 01 --pin 1234");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  folder_.put("pin", "1234\n");
  const auto with = [&](const std::string& key, const std::string& pin) {
    return run(
        "SOFTHSM2_CONF=$PWD/softhsm.conf boltseal seal --fail-on=never --allow-gaps "
        "--key='pkcs11:" +
        key + "?module-path=" + module + "&" + pin + "' registry:" + image());
  };
  const ProgramResult sealed =
      with("token=release;object=seal", "pin-source=" + folder_.path() + "pin");
  EXPECT_EQ(sealed.exit_code, 0) << sealed.err;
  EXPECT_EQ(verify("--key=ec.pub").exit_code, 0) << verify("--key=ec.pub").out;
  EXPECT_EQ(with("token=release;id=%01", "pin-value=1234").exit_code, 0);
  EXPECT_EQ(with("token=release;id=%02", "pin-value=1234").err,
            "error: the key names a private key that is not in the token\n");
  EXPECT_EQ(with("token=release;id=%01", "pin-value=4321").err,
            "error: the key is in a token that does not let us in: the PIN is not right\n");
  EXPECT_EQ(with("token=other;id=%01", "pin-value=1234").err,
            "error: the key names a token that is not there\n");
}

// As at Docker Hub and ghcr.io: another server says who may do what.
TEST(SealsBehindTokens, ArePushedAndReadByWhoMay) {
  const TemporaryFolder folder;
  const auto run = [&](const std::string& line) {
    return run_program(
        "export HOME=$PWD XDG_CACHE_HOME=$PWD/cache XDG_CONFIG_HOME=$PWD/config "
        "BOLTSEAL_DB=$PWD/db http_proxy= https_proxy=; " +
            line,
        folder.path());
  };
  const std::string tools = root() + "tests/cli/sealed/";
  const ProgramResult made = run(
      "openssl genpkey -algorithm ed25519 -out ann.key && openssl pkey -in ann.key -pubout -out "
      "ann.pub && " +
      tools + "layout.sh layout && boltseal db build " + root() +
      "tests/cli/db/old -o db --allow-gaps; openssl req -x509 -newkey rsa:2048 -nodes -days 2 "
      "-subj /CN=tests -keyout token.key -out token.crt 2> /dev/null && { " +
      tools +
      "token_server.py token.key token.crt ann:secret > /dev/null 2>&1 & echo $! > pid; } "
      "&& for i in $(seq 100); do test -s port && break; sleep 0.1; done; cat port");
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const std::string port(last_lines(made.out, 1));
  const RealRegistry registry(folder, "auth:\n  token:\n    realm: http://127.0.0.1:" + port +
                                          "/token\n    service: tests\n    issuer: tests\n    "
                                          "rootcertbundle: " +
                                          folder.path() + "token.crt\n");
  folder.put("docker.json", R"({"auths":{")" + registry.host() + R"(":{"auth":")" +
                                encode_base64("ann:secret") + "\"}}}");
  const DiskFiles files;
  const net::Credentials ann({folder.path() + "docker.json"}, files);
  push_layout(net::RegistryClient({}, ann, {}), registry.host(), folder.path() + "layout");
  const std::string how =
      " --fail-on=never --allow-gaps registry:" + registry.host() + "/team/shop:2";
  const std::string nobody = "boltseal seal --key=ann.key" + how;
  EXPECT_EQ(run(nobody).exit_code, 3) << run(nobody).out;
  const std::string known = "REGISTRY_AUTH_FILE=$PWD/docker.json boltseal ";
  const ProgramResult sealed = run(known + "seal --key=ann.key" + how);
  EXPECT_EQ(sealed.exit_code, 0) << sealed.err;
  const ProgramResult verified = run(known + "verify --key=ann.pub" + how);
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_EQ(run("boltseal verify --key=ann.pub" + how).exit_code, 3);
  // The registry names what it wants in the order of a map.
  const std::string asked = run("cat asked").out;
  EXPECT_TRUE(asked.contains("repository:team/shop:pull,push known") ||
              asked.contains("repository:team/shop:push,pull known"))
      << asked;
  run("kill $(cat pid)");
}

}  // namespace
}  // namespace boltseal::test
