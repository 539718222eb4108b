#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "model/verdict.h"
#include "rules/profile.h"

namespace boltseal {

struct CheckOptions {
  std::vector<std::string> paths;  ///< Files and folders; "-" is standard input.
  AskedProfile profile;
  std::vector<const NamedRule*>
      rules;                ///< Only these, whatever their profile; empty: those of the profile.
  std::string_view source;  ///< How to read the named files (a Source's name); empty: recognized.
  bool repairs = false;     ///< Also ask the sources how they would mend each finding.
  unsigned threads = 0;     ///< 0: one for each core.
};

/// The plan of `boltseal check`: find the files, read each with the source that knows it, link them
/// (a service with the Dockerfile it builds), run the rules, say everything once. Never fails as a
/// whole: what could not be examined is an error in the verdict.
Verdict check(const CheckOptions& options, const Files& files);

}  // namespace boltseal
