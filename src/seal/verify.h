#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "seal/predicate.h"
#include "seal/rule_book.h"
#include "seal/statement.h"
#include "seal/trust.h"

namespace boltseal {

/// What breaks a seal.
enum class Break : std::uint8_t {
  none_found,         ///< There is no seal.
  damaged,            ///< What should be one cannot be read.
  unknown_key,        ///< Nobody who is trusted has signed it.
  revoked_key,        ///< Who signed it is trusted no more.
  key_out_of_time,    ///< Who signed it was not trusted on that day.
  changed,            ///< A byte of what is sealed, or of the seal, is another one.
  expired,            ///< Its last day is past.
  not_yet,            ///< It says that it was made in the future.
  stricter_policy,    ///< What it let pass would not pass today.
  new_vulnerability,  ///< A vulnerability is known today that counts.
};
/// "changed", "stricter-policy"
std::string_view name_of(Break kind);

struct BrokenBy {
  Break kind = Break::none_found;
  std::string why;  ///< A sentence without a full stop; nothing in it is sanitized.
};

/// What one seal is worth.
struct JudgedSeal {
  std::vector<BrokenBy> broken;              ///< Empty: it holds.
  std::vector<const TrustedKey*> signers;    ///< Whose signature is good and counts. Borrowed.
  std::optional<InTotoStatement> statement;  ///< Once who signed it is trusted.
  std::optional<SealPredicate> predicate;    ///< The same.
};

/// What a seal is held against.
struct Inspection {
  const Trust* trust = nullptr;      ///< Borrowed.
  const Demands* demands = nullptr;  ///< Borrowed; null: no policy is compared.
  std::string now;                   ///< As timestamp() writes it.
  /// Says what is not as the statement and the predicate tell; hears them only after their
  /// signature was found good.
  std::function<void(const InTotoStatement&, const SealPredicate&, std::vector<BrokenBy>&)> compare;
};

/// Judges one envelope; nothing for one that is another statement than a seal. The worst comes
/// first: behind a signature that is not good nothing is looked at.
std::optional<JudgedSeal> judge_seal(std::string_view envelope, const Inspection& inspection);

/// Judges all: one that holds counts, else the one that comes nearest to it. Where several keys
/// have to have signed, each may have its own seal.
JudgedSeal judge_seals(const std::vector<std::string>& envelopes, const Inspection& inspection);

/// The bill of materials that a seal speaks of: the predicate of the statement with that digest;
/// empty when it is not among the envelopes.
std::string find_sbom(const std::vector<std::string>& envelopes, std::string_view digest);

}  // namespace boltseal
