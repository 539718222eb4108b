#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/seal_flags.h"
#include "seal/registry_seals.h"
#include "seal/sealing.h"

namespace boltseal {

/// What one call of `boltseal seal` works with.
struct SealRun {
  const Arguments& arguments;
  const SealTarget& target;
  Signer& signer;
  Console& console;
};

ExitCode seal_files(const SealRun& run);  // seal_files.cpp
ExitCode seal_image(const SealRun& run);  // seal_image.cpp

/// Says in a predicate by what it is made now, and until when it holds.
void date(SealPredicate& predicate, const SealRun& run, const Policy& policy);

Result<SealToPush> sign(const SealRun& run, std::string_view predicate_type,
                        std::string_view statement);

/// The file that --out names, else the one beside what is sealed.
std::string seal_file(const SealRun& run);
/// Puts envelopes into a file; what others have said there stays.
Result<void> write_beside(const std::string& path, const std::vector<SealToPush>& seals);

ExitCode say_sealed(const SealRun& run, const std::string& what, const std::string& where,
                    const SealPredicate& predicate);
/// @param fail_on the severity from which findings count
ExitCode not_sealed(const SealRun& run, ExitCode code, std::string_view fail_on);

}  // namespace boltseal
