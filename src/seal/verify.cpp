#include "seal/verify.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/digest.h"
#include "seal/dsse.h"

namespace boltseal {
namespace {

struct BreakName {
  Break kind;
  std::string_view name;
};
constexpr BreakName break_names[] = {
    {Break::none_found, "no-seal"},
    {Break::damaged, "damaged"},
    {Break::unknown_key, "unknown-key"},
    {Break::revoked_key, "revoked-key"},
    {Break::key_out_of_time, "key-out-of-time"},
    {Break::changed, "changed"},
    {Break::expired, "expired"},
    {Break::not_yet, "not-yet"},
    {Break::stricter_policy, "stricter-policy"},
    {Break::new_vulnerability, "new-vulnerability"},
};

std::string with_reason(std::string text, const Revocation& revocation) {
  if (revocation.on) text += " on " + to_text(*revocation.on);
  if (!revocation.reason.empty()) text += ": " + revocation.reason;
  return text;
}

// Why none, or too few, of the signatures count.
BrokenBy refusal(const Envelope& envelope, const Trust& trust) {
  bool has_hints = true;
  for (const EnvelopeSignature& signature : envelope.signatures) {
    has_hints = has_hints && !signature.key_id.empty();
    const auto known = std::ranges::find_if(
        trust.keys, [&](const TrustedKey& each) { return each.key.id() == signature.key_id; });
    if (known != trust.keys.end() && !trust.revoked.contains(signature.key_id)) {
      return {Break::changed, "the seal is not what the key " + known->name + " has signed"};
    }
    if (const auto revoked = trust.revoked.find(signature.key_id); revoked != trust.revoked.end()) {
      return {Break::revoked_key,
              with_reason("its key " + signature.key_id + " was revoked", revoked->second)};
    }
  }
  if (trust.keys.empty()) return {Break::unknown_key, "no key is trusted"};
  return {Break::unknown_key,
          has_hints ? "it is signed by the key " + envelope.signatures.front().key_id +
                          ", which is not trusted"
                    : "none of the trusted keys has signed it, or it was changed since"};
}

// The trusted keys that have signed, each once.
std::vector<const TrustedKey*> signers_of(const Envelope& envelope, const Trust& trust) {
  const std::string bytes = signed_bytes(envelope.payload_type, envelope.payload);
  std::vector<const TrustedKey*> signers;
  std::set<std::string_view> ids;
  for (const TrustedKey& trusted : trust.keys) {
    if (ids.contains(trusted.key.id())) continue;
    const bool has_signed =
        std::ranges::any_of(envelope.signatures, [&](const EnvelopeSignature& signature) {
          // A hint saves work where there is one that is a key's id, and decides nothing.
          const bool is_others =
              is_digest(signature.key_id) && signature.key_id != trusted.key.id();
          return !is_others && trusted.key.verifies(bytes, signature.bytes);
        });
    if (!has_signed) continue;
    ids.insert(trusted.key.id());
    signers.push_back(&trusted);
  }
  return signers;
}

// Keys whose time was over, or had not come, are no signers of this seal.
void keep_those_in_time(std::vector<const TrustedKey*>& signers, const Trust& trust,
                        const std::string& sealed_at, std::vector<BrokenBy>& broken) {
  const auto day = parse_date(std::string_view(sealed_at).substr(0, 10));
  std::erase_if(signers, [&](const TrustedKey* signer) {
    if (const auto revoked = trust.revoked.find(signer->key.id()); revoked != trust.revoked.end()) {
      broken.push_back({Break::revoked_key,
                        with_reason("its key " + signer->name + " was revoked", revoked->second)});
      return true;
    }
    if (signer->until && (!day || *signer->until < *day)) {
      broken.push_back({Break::key_out_of_time, "the key " + signer->name + " was good until " +
                                                    to_text(*signer->until) + ", and signed on " +
                                                    sealed_at.substr(0, 10)});
      return true;
    }
    if (signer->from && (!day || *day < *signer->from)) {
      broken.push_back({Break::key_out_of_time, "the key " + signer->name + " is good from " +
                                                    to_text(*signer->from) + " on, and signed on " +
                                                    sealed_at.substr(0, 10)});
      return true;
    }
    return false;
  });
}

void compare_dates(const SealPredicate& seal, const std::string& now,
                   std::vector<BrokenBy>& broken) {
  if (now >= seal.expires_at) broken.push_back({Break::expired, "it ended at " + seal.expires_at});
  // Clocks differ by less than a day.
  const auto day = [](const std::string& moment) {
    return std::chrono::sys_days(*parse_date(std::string_view(moment).substr(0, 10)));
  };
  if (day(seal.sealed_at) > day(now) + std::chrono::days(1)) {
    broken.push_back({Break::not_yet, "it says that it was made at " + seal.sealed_at});
  }
}

// How near a seal comes to one that holds.
int worth(const JudgedSeal& seal) {
  if (seal.broken.empty()) return 100;
  int least = 99;
  for (const BrokenBy& each : seal.broken) least = std::min(least, static_cast<int>(each.kind));
  return least;
}

JudgedSeal broken_seal(Break kind, std::string why) {
  JudgedSeal seal;
  seal.broken.push_back({kind, std::move(why)});
  return seal;
}

}  // namespace

std::string_view name_of(Break kind) {
  return std::ranges::find(break_names, kind, &BreakName::kind)->name;
}

std::optional<JudgedSeal> judge_seal(std::string_view text, const Inspection& inspection) {
  const Result<Envelope> envelope = read_envelope(text);
  if (!envelope)
    return broken_seal(Break::damaged, "what stands there " + envelope.error().message);
  if (envelope->payload_type != in_toto_payload) return std::nullopt;
  // Read before anybody is known to have signed it, to tell it from other statements.
  Result<InTotoStatement> statement = read_statement(envelope->payload);
  if (!statement) return broken_seal(Break::damaged, "the seal " + statement.error().message);
  if (statement->predicate_type != seal_predicate_type) return std::nullopt;
  const Trust& trust = *inspection.trust;
  std::vector<const TrustedKey*> signers = signers_of(*envelope, trust);
  if (signers.empty()) {
    JudgedSeal seal;
    seal.broken.push_back(refusal(*envelope, trust));
    return seal;
  }
  Result<SealPredicate> predicate = read_predicate(*statement->predicate);
  if (!predicate) return broken_seal(Break::damaged, "it " + predicate.error().message);
  JudgedSeal seal;
  std::vector<BrokenBy> of_keys;
  keep_those_in_time(signers, trust, predicate->sealed_at, of_keys);
  if (signers.empty()) {
    seal.broken = std::move(of_keys);
    return seal;
  }
  seal.signers = std::move(signers);
  if (inspection.compare) inspection.compare(*statement, *predicate, seal.broken);
  compare_dates(*predicate, inspection.now, seal.broken);
  if (inspection.demands != nullptr) {
    for (std::string& reason : stricter_than_sealed(*inspection.demands, *predicate)) {
      seal.broken.push_back({Break::stricter_policy, std::move(reason)});
    }
  }
  seal.statement = std::move(*statement);
  seal.predicate = std::move(*predicate);
  return seal;
}

JudgedSeal judge_seals(const std::vector<std::string>& envelopes, const Inspection& inspection) {
  JudgedSeal best = broken_seal(Break::none_found, "there is no seal");
  std::map<std::string_view, const TrustedKey*> all;  // who signed one that holds, by id
  for (const std::string& envelope : envelopes) {
    auto seal = judge_seal(envelope, inspection);
    if (!seal) continue;
    if (seal->broken.empty()) {
      for (const TrustedKey* signer : seal->signers) all.emplace(signer->key.id(), signer);
    }
    if (worth(*seal) > worth(best)) best = std::move(*seal);
  }
  if (!best.broken.empty()) return best;
  best.signers.clear();
  for (const auto& [id, signer] : all) best.signers.push_back(signer);
  if (all.size() < inspection.trust->threshold) {
    best.broken.push_back(
        {Break::unknown_key,
         std::to_string(all.size()) + " of " + std::to_string(inspection.trust->threshold) +
             " trusted keys that are needed " + (all.size() == 1 ? "has" : "have") + " signed it"});
  }
  return best;
}

std::string find_sbom(const std::vector<std::string>& envelopes, std::string_view digest) {
  for (const std::string& text : envelopes) {
    const auto envelope = read_envelope(text);
    if (!envelope || sha256_digest(envelope->payload) != digest) continue;
    const auto statement = read_statement(envelope->payload);
    if (statement && statement->predicate_type == sbom_predicate_type) {
      return std::string(statement->text->written(*statement->predicate));
    }
  }
  return {};
}

}  // namespace boltseal
