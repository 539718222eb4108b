#pragma once

#include <map>
#include <string>

#include "base/files.h"
#include "model/verdict.h"

namespace boltseal {

/// The findings that a project had when it began to use Boltseal. They are known by fingerprints
/// over paths relative to the baseline's folder, so that it does not matter from where a check is
/// started.
struct Baseline {
  std::string folder;                                     ///< As the user would name it.
  std::map<std::string, std::size_t, std::less<>> known;  ///< Fingerprint → how many.
};

/// Reads what write_baseline() wrote.
Result<Baseline> read_baseline(const File& file);
/// JSON, schema "boltseal/baseline/1": one line of meaning for people beside each fingerprint.
std::string write_baseline(const Verdict& verdict, const std::string& folder);

/// Moves the findings that the baseline knows into `verdict.accepted`. Returns how many that it
/// knows are gone.
std::size_t apply_baseline(Verdict& verdict, const Baseline& baseline);

}  // namespace boltseal
