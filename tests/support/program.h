#pragma once

#include <string>

namespace boltseal::test {

struct ProgramResult {
  int exit_code = -1;  ///< 128 + the signal when one ended it.
  std::string out, err;
};

/// Runs a line of shell in `folder` with the built boltseal first on PATH, no terminal, nothing on
/// standard input and no variables of the caller that change what is shown.
ProgramResult run_program(const std::string& line, const std::string& folder);

}  // namespace boltseal::test
