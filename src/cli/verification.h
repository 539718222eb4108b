#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "advisories/lookup_file.h"
#include "cli/command.h"
#include "cli/seal_flags.h"
#include "policy/policy.h"
#include "seal/verify.h"

namespace boltseal {

/// All that one call of `boltseal verify` holds seals against, and what it says in the end.
struct Verification {
  const Arguments& arguments;
  const SealTarget& target;
  Console& console;
  Trust trust;
  Policy policy;
  Demands demands;
  std::string now;
  std::string what;                               ///< As the user named it.
  std::unique_ptr<const LookupBytes> advisories;  ///< Null: there are none.
  std::string advisory_key;
};

ExitCode verify_files(Verification& asked);  // verify_files.cpp
ExitCode verify_image(Verification& asked);  // verify_image.cpp

/// The envelopes in the file that --seal names, else in the one beside a path; none when that is
/// not there.
Result<std::vector<std::string>> envelopes_beside(const Arguments& arguments,
                                                  const std::string& path);

/// Looks the packages up again and says what a seal is worth.
/// @param digests of the images that are meant, whose bills of materials are looked at; of files
///   none
ExitCode conclude(JudgedSeal seal, const std::vector<std::string>& envelopes,
                  const Verification& asked, const std::vector<std::string>& digests = {});

}  // namespace boltseal
