#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace boltseal {

struct Discovered {
  struct Candidate {
    std::string path;
    bool named = false;  ///< By the user: read it whatever it is.
  };
  std::vector<Candidate> files;  ///< Sorted, each once.
  std::vector<Error> errors;     ///< Paths that are not there, folders that cannot be read.
};

/// The files below the given paths that a source might know. Folders are walked without following
/// symbolic links; `.gitignore` and `.boltsealignore` of every folder are honoured; files above the
/// named folder are not asked. `.git`, `node_modules` and
/// `.devcontainer` are never entered: what is developed in is not deployed.
Discovered discover(const std::vector<std::string>& paths);

}  // namespace boltseal
