// Seals of strangers: the envelope, the statement in it, and what it says.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "policy/policy.h"
#include "seal/dsse.h"
#include "seal/pkcs11.h"
#include "seal/seal_file.h"
#include "seal/verify.h"

namespace {

void expect(bool holds) {
  if (!holds) std::abort();
}

const boltseal::Trust& trust() {
  static const boltseal::Trust all = [] {
    boltseal::Trust one;
    auto key = boltseal::PublicKey::of_pem(
        "-----BEGIN PUBLIC KEY-----\n"
        "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
        "-----END PUBLIC KEY-----\n");
    one.keys.push_back({std::move(*key), "one", {}, {}});
    one.revoked["sha256:" + std::string(64, 'a')] = {"lost", {}};
    return one;
  }();
  return all;
}

void look_at_statement(std::string_view payload) {
  const auto statement = boltseal::read_statement(payload);
  if (!statement) return expect(!statement.error().message.empty());
  expect(!statement->subjects.empty() && statement->predicate != nullptr);
  const auto predicate = boltseal::read_predicate(*statement->predicate);
  if (!predicate) return expect(!predicate.error().message.empty());
  // What is read is written and read again as the same.
  const std::string text = boltseal::write_predicate(*predicate);
  const auto again = boltseal::read_statement(boltseal::write_statement(
      {{"a", "sha256:" + std::string(64, '0')}}, boltseal::seal_predicate_type, text));
  expect(again.has_value());
  const auto same = boltseal::read_predicate(*again->predicate);
  expect(same && boltseal::write_predicate(*same) == text);
  const boltseal::Policy policy;
  boltseal::Demands demands;
  demands.policy = &policy;
  demands.book = predicate->book;
  demands.folder = "web";
  (void)boltseal::stricter_than_sealed(demands, *predicate);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // Nobody who is trusted has signed any of it.
  const boltseal::Inspection inspection{&trust(), nullptr, "2026-11-26T00:00:00Z", {}};
  const auto envelopes = boltseal::read_seal_file(text);
  expect(envelopes.size() <= 256);
  expect(!boltseal::judge_seals(envelopes, inspection).broken.empty());
  if (const auto envelope = boltseal::read_envelope(text)) {
    expect(!envelope->signatures.empty() && envelope->signatures.size() <= 16);
    const auto again = boltseal::read_envelope(boltseal::write_envelope(*envelope));
    expect(again && again->payload == envelope->payload &&
           again->signatures.size() == envelope->signatures.size());
    look_at_statement(envelope->payload);
  }
  look_at_statement(text);
  (void)boltseal::merged_seal_file(text, {});
  (void)boltseal::read_pkcs11_uri(text);
  return 0;
}
