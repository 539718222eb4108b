#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "seal/strict_json.h"

// Statements of the in-toto attestation framework (https://in-toto.io/Statement/v1): what is said
// of whom.

namespace boltseal {

/// One thing that a statement is about.
struct SealedSubject {
  std::string name;
  std::string digest;  ///< "sha256:…"; empty when the statement gives another kind alone.
};

struct InTotoStatement {
  std::vector<SealedSubject> subjects;  ///< Never empty.
  std::string predicate_type;
  std::shared_ptr<const StrictJson> text;  ///< The statement as it is written.
  const yaml::Node* predicate = nullptr;   ///< An object in it.
};

/// Reads version 1, and 0.1 as cosign writes it.
Result<InTotoStatement> read_statement(std::string_view payload);

/// In one line. `predicate` is JSON already.
std::string write_statement(const std::vector<SealedSubject>& subjects,
                            std::string_view predicate_type, std::string_view predicate);

}  // namespace boltseal
