// Whether a seal holds, from its bytes on: envelope, signature, statement, digest, dates and
// policy; with the key loaded and without looking vulnerabilities up, as a gate asks it. The
// counter `floor_ratio` is the time over that of the bare signature, the least that has to be done.

#include <benchmark/benchmark.h>

#include <chrono>

#include "base/digest.h"
#include "check/check.h"
#include "seal/dsse.h"
#include "seal/sealing.h"
#include "seal/verify.h"

namespace boltseal {
namespace {

// PKCS #8 of keys for this purpose alone.
constexpr std::string_view ed25519_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIGJvYjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw\n"
    "-----END PRIVATE KEY-----\n";

constexpr std::string_view p256_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgW2mgjYR2z+C0Mxcd\n"
    "U6lIoSOovdZKjsAKDPNM4gtLecGhRANCAASNiWyBX52IXZA0faM8k20fyYTuWYQH\n"
    "TkzdGR+DlhA7KDj59mm9ueuVcTbQQcNRqMcoozDFTvB3CJVtNaV7kbfZ\n"
    "-----END PRIVATE KEY-----\n";

class KeySigner final : public Signer {
 public:
  explicit KeySigner(PrivateKey key) : key_(std::move(key)) {}
  const PublicKey& key() const override { return key_.public_key(); }
  Result<std::string> sign(std::string_view bytes) override { return key_.sign(bytes); }

 private:
  const PrivateKey key_;
};

void verify_seal(benchmark::State& state, std::string_view pem) {
  KeySigner signer(*PrivateKey::of_pem(pem));
  const Policy policy;
  CheckOptions options;
  const Demands demands{rule_book_of(policy, options.profile, "medium", rules_of(options), true),
                        &policy};
  SealPredicate predicate;
  predicate.version = "0.1.0";
  predicate.sealed_at = "2026-11-01T00:00:00Z";
  predicate.expires_at = "2026-12-01T00:00:00Z";
  predicate.book = demands.book;
  const std::string digest = sha256_digest("image");
  const std::string envelope =
      *signed_envelope(write_statement({{"registry.example/web:1", digest}}, seal_predicate_type,
                                       write_predicate(predicate)),
                       signer);
  Trust trust;
  trust.keys.push_back({signer.key(), "release", {}, {}});
  const Inspection inspection{
      &trust, &demands, "2026-11-15T00:00:00Z",
      [&](const InTotoStatement& said, const SealPredicate&, std::vector<BrokenBy>& broken) {
        if (said.subjects.front().digest != digest) {
          broken.push_back({Break::changed, "other"});
        }
      }};
  const Envelope read = *read_envelope(envelope);
  const std::string bytes = signed_bytes(read.payload_type, read.payload);
  constexpr int rounds = 200;
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) {
    benchmark::DoNotOptimize(signer.key().verifies(bytes, read.signatures[0].bytes));
  }
  const std::chrono::duration<double> floor = std::chrono::steady_clock::now() - before;
  const auto start = std::chrono::steady_clock::now();
  for (auto _ : state) {
    const auto judged = judge_seal(envelope, inspection);
    if (!judged || !judged->broken.empty()) return state.SkipWithError("the seal is broken");
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  state.counters["floor_ratio"] =
      took.count() / static_cast<double>(state.iterations()) / (floor.count() / rounds);
  state.counters["bytes"] = static_cast<double>(envelope.size());
}

BENCHMARK_CAPTURE(verify_seal, ed25519, ed25519_key);
BENCHMARK_CAPTURE(verify_seal, p256, p256_key);

}  // namespace
}  // namespace boltseal
