// What is a seal, and what only looks like one.

#include "seal/verify.h"

#include <gtest/gtest.h>

#include "base/base64.h"
#include "base/digest.h"
#include "seal/cosign_key.h"
#include "seal/dsse.h"
#include "seal/sealing.h"
#include "support/golden.h"
#include "support/program.h"

namespace boltseal {
namespace {

std::string fixture(const std::string& name) {
  return *DiskFiles().read(test::root() + "src/seal/fixtures/" + name);
}

/// A key of memory.
class TestSigner final : public Signer {
 public:
  explicit TestSigner(const std::string& algorithm)
      : key_(*PrivateKey::of_pem(
            test::run_program("openssl genpkey " + algorithm + " 2>/dev/null", "/").out)) {}
  const PublicKey& key() const override { return key_.public_key(); }
  Result<std::string> sign(std::string_view bytes) override { return key_.sign(bytes); }

 private:
  PrivateKey key_;
};

const std::string digest = sha256_digest("what is sealed");

SealPredicate some_predicate() {
  SealPredicate predicate;
  predicate.version = "0.1.0";
  predicate.sealed_at = "2026-11-01T00:00:00Z";
  predicate.expires_at = "2026-12-01T00:00:00Z";
  predicate.book.policy = "built-in";
  predicate.book.profile = "standard";
  predicate.book.fail_on = "medium";
  predicate.book.rules = {{"user/root", Severity::high}, {"limits/pids", Severity::low}};
  return predicate;
}

std::string statement(const std::string& type = std::string(seal_predicate_type)) {
  return write_statement({{"compose.yaml", digest}}, type, write_predicate(some_predicate()));
}

class Verify : public testing::Test {
 protected:
  Verify() { trust_.keys.push_back({ann_.key(), "ann", {}, {}}); }

  // The kinds of what breaks it, in one line; "holds" when nothing does.
  std::string judge(const std::vector<std::string>& envelopes) const {
    Inspection inspection{&trust_, nullptr, "2026-11-15T00:00:00Z", {}};
    inspection.compare = [](const InTotoStatement& said, const SealPredicate&,
                            std::vector<BrokenBy>& broken) {
      if (said.subjects.front().digest != digest) broken.push_back({Break::changed, "other"});
    };
    const JudgedSeal seal = judge_seals(envelopes, inspection);
    std::string text;
    for (const BrokenBy& each : seal.broken) {
      text.append(text.empty() ? "" : " ").append(name_of(each.kind));
    }
    return text.empty() ? "holds" : text;
  }
  std::string judge_one(const Envelope& envelope) const {
    return judge(std::vector{write_envelope(envelope)});
  }

  Envelope seal(Signer& signer, const std::string& payload = statement()) const {
    return *read_envelope(*signed_envelope(payload, signer));
  }

  TestSigner ann_{"-algorithm ed25519"}, bob_{"-algorithm EC -pkeyopt ec_paramgen_curve:P-256"};
  Trust trust_;
};

TEST_F(Verify, AGoodSealHolds) {
  EXPECT_EQ(judge_one(seal(ann_)), "holds");
  for (const char* curve : {"P-256", "P-384"}) {
    TestSigner other(std::string("-algorithm EC -pkeyopt ec_paramgen_curve:") + curve);
    EXPECT_EQ(judge_one(seal(other)), "unknown-key");
    trust_.keys.push_back({other.key(), curve, {}, {}});
    EXPECT_EQ(judge_one(seal(other)), "holds");
  }
  EXPECT_EQ(judge(std::vector<std::string>{}), "no-seal");
}

TEST_F(Verify, ASignatureIsOfTypeAndPayload) {
  const Envelope good = seal(ann_);
  Envelope bad = good;
  bad.payload.replace(bad.payload.find("medium"), 6, "never\"");
  EXPECT_EQ(judge_one(bad), "damaged");
  bad = good;
  bad.payload.replace(bad.payload.find("2026-12-01"), 10, "2036-12-01");
  EXPECT_EQ(judge_one(bad), "changed");
  bad = good;
  bad.payload_type = "application/json";
  EXPECT_EQ(judge_one(bad), "no-seal");
  bad = good;
  bad.signatures[0].bytes[5] ^= 1;
  EXPECT_EQ(judge_one(bad), "changed");
  bad.signatures[0].key_id.clear();
  EXPECT_EQ(judge_one(bad), "unknown-key");
  // The payload alone, without what says of what type it is.
  bad = good;
  bad.signatures[0].bytes = *ann_.sign(good.payload);
  EXPECT_EQ(judge_one(bad), "changed");
  bad.signatures[0].bytes = std::string(64, '\0');
  EXPECT_EQ(judge_one(bad), "changed");
}

TEST_F(Verify, AHintDecidesNothing) {
  Envelope envelope = seal(bob_);
  envelope.signatures[0].key_id = ann_.key().id();
  EXPECT_EQ(judge_one(envelope), "changed");
  envelope = seal(ann_);
  for (const std::string hint : {"", "ann", "none", "SHA256:whatever"}) {
    envelope.signatures[0].key_id = hint;
    EXPECT_EQ(judge_one(envelope), "holds") << hint;
  }
}

TEST_F(Verify, OneGoodSignatureOfSeveralIsEnough) {
  Envelope envelope = seal(ann_);
  envelope.signatures.insert(envelope.signatures.begin(), seal(bob_).signatures[0]);
  EXPECT_EQ(judge_one(envelope), "holds");
  trust_.revoked[ann_.key().id()] = {"lost", {}};
  EXPECT_EQ(judge_one(envelope), "revoked-key");
}

TEST_F(Verify, OneKeyCountsOnce) {
  trust_.threshold = 2;
  Envelope envelope = seal(ann_);
  envelope.signatures.push_back(envelope.signatures[0]);
  EXPECT_EQ(judge_one(envelope), "unknown-key");
  trust_.keys.push_back(trust_.keys[0]);
  EXPECT_EQ(judge_one(envelope), "unknown-key");
  trust_.keys.push_back({bob_.key(), "bob", {}, {}});
  EXPECT_EQ(judge_one(envelope), "unknown-key");
  envelope.signatures.push_back(seal(bob_).signatures[0]);
  EXPECT_EQ(judge_one(envelope), "holds");
  EXPECT_EQ(judge(std::vector{write_envelope(seal(ann_)), write_envelope(seal(bob_))}), "holds");
}

TEST_F(Verify, WhoSealsOutOfTheirTimeDoesNot) {
  trust_.keys[0].until = parse_date("2026-10-31");
  EXPECT_EQ(judge_one(seal(ann_)), "key-out-of-time");
  trust_.keys[0].until = parse_date("2026-11-01");
  EXPECT_EQ(judge_one(seal(ann_)), "holds");
  trust_.keys[0].from = parse_date("2026-11-02");
  EXPECT_EQ(judge_one(seal(ann_)), "key-out-of-time");
}

TEST_F(Verify, OtherStatementsAreNoSeals) {
  EXPECT_EQ(judge_one(seal(ann_, statement("https://slsa.dev/provenance/v1"))), "no-seal");
  EXPECT_EQ(judge_one(seal(ann_, statement("https://github.com/boltseal/boltseal/seal/v2"))),
            "no-seal");
  // Beside one, the seal counts, in whatever order.
  const std::string other = write_envelope(seal(ann_, statement("https://slsa.dev/provenance/v1")));
  const std::string good = write_envelope(seal(ann_));
  EXPECT_EQ(judge({other, good}), "holds");
  EXPECT_EQ(judge({"{", good, other}), "holds");
  EXPECT_EQ(judge({write_envelope(seal(bob_)), good}), "holds");
}

TEST_F(Verify, WhatCanBeReadInTwoWaysIsNone) {
  const std::string good = write_envelope(seal(ann_));
  const auto with = [&](const std::string& what, const std::string& instead) {
    std::string text = good;
    return text.replace(text.find(what), what.size(), instead);
  };
  EXPECT_EQ(judge({with("{\"payloadType\"", "{\"payloadType\":\"x\",\"payloadType\"")}), "damaged");
  EXPECT_EQ(judge({with("\"payload\":\"", "\"payload\":\"\",\"payload\":\"")}), "damaged");
  EXPECT_EQ(judge({with("\"payload\":\"", "\"payload\":\"!")}), "damaged");
  EXPECT_EQ(judge({with("\"payload\":\"", "\"payload\":\" ")}), "damaged");
  EXPECT_EQ(judge({good + "{}"}), "damaged");
  EXPECT_EQ(judge({good.substr(0, good.size() - 1)}), "damaged");
  EXPECT_EQ(judge({with("\"signatures\":[", "\"signatures\":[],\"no\":[")}), "damaged");
  EXPECT_EQ(judge({with("\"sig\":", "\"alg\":\"none\",\"sig\":")}), "holds");
  EXPECT_EQ(judge({with("\"sig\":\"", "\"sig\":\"\",\"was\":\"")}), "damaged");

  std::string twice = statement();
  twice.insert(1, R"("predicateType":"https://slsa.dev/provenance/v1",)");
  EXPECT_EQ(judge_one(seal(ann_, twice)), "damaged");
  std::string nested = statement();
  nested.insert(nested.size() - 2, R"(,"deep":)" + std::string(100, '[') + std::string(100, ']'));
  EXPECT_EQ(judge_one(seal(ann_, nested)), "damaged");
}

TEST_F(Verify, Base64OfUrlsIsTaken) {
  std::string text = write_envelope(seal(ann_));
  const std::size_t payload = text.find("\"payload\":\"") + 11;
  for (std::size_t i = payload; text[i] != '"'; ++i) {
    text[i] = text[i] == '/' ? '_' : text[i] == '+' ? '-' : text[i];
  }
  const std::size_t end = text.find('"', payload);
  while (text[end - 1] == '=') text.erase(text.find("=\"", payload), 1);
  EXPECT_EQ(judge({text}), "holds");
}

TEST_F(Verify, AnIncompleteSealIsNone) {
  for (const char* key : {"\"expires_at\"", "\"fail_on\"", "\"applied\"", "\"decision\"",
                          "\"tolerated\"", "\"absent\"", "\"policy\"", "\"sealed_at\""}) {
    std::string payload = statement();
    payload.replace(payload.find(key) + 1, 1, "_");
    EXPECT_EQ(judge_one(seal(ann_, payload)), "damaged") << key;
  }
  std::string payload = statement();
  payload.replace(payload.find("\"pass\""), 6, "\"fail\"");
  EXPECT_EQ(judge_one(seal(ann_, payload)), "damaged");
  payload = statement();
  payload.replace(payload.find("2026-12-01T"), 11, "9999-99-99T");
  EXPECT_EQ(judge_one(seal(ann_, payload)), "damaged");
}

TEST_F(Verify, ASubjectWithoutItsDigestIsNotIt) {
  std::string payload = statement();
  payload.replace(payload.find("\"sha256\""), 8, "\"sha1\"");
  EXPECT_EQ(judge_one(seal(ann_, payload)), "changed");
}

TEST_F(Verify, WhatCosignHasWrittenIsRead) {
  Trust trust;
  trust.keys.push_back({*PublicKey::of_pem(fixture("cosign-2.5.3.pub")), "cosign", {}, {}});
  const Inspection inspection{&trust, nullptr, "2026-11-27T00:00:00Z", {}};
  const auto seal = judge_seal(fixture("cosign-2.5.3-seal.json"), inspection);
  ASSERT_TRUE(seal);
  EXPECT_TRUE(seal->broken.empty());
  EXPECT_FALSE(judge_seal(fixture("cosign-2.5.3-other.json"), inspection));

  const auto key = read_cosign_key(fixture("cosign-2.5.3.key"), "pass");
  ASSERT_TRUE(key) << key.error().message;
  EXPECT_EQ(key->public_key().id(), trust.keys[0].key.id());
  EXPECT_FALSE(read_cosign_key(fixture("cosign-2.5.3.key"), "Pass"));
}

TEST_F(Verify, ABundleOfSigstoreIsRead) {
  EXPECT_EQ(
      judge({R"({"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":)" +
             write_envelope(seal(ann_)) + "}"}),
      "holds");
}

// The example of the specification.
TEST(Dsse, SignsTypeAndPayload) {
  EXPECT_EQ(signed_bytes("http://example.com/HelloWorld", "hello world"),
            "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
}

}  // namespace
}  // namespace boltseal
