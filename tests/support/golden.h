#pragma once

#include <string>

namespace boltseal::test {

/// The root of the source tree, with a slash at its end.
std::string root();

/// Compares with the file at `path` (seen from root()). With BOLTSEAL_ACCEPT in the environment the
/// file is written instead (`./dev accept`): what it then holds is read in review like code.
void expect_golden(const std::string& path, const std::string& actual);

/// The folder of the shared test material, or "" when there is none; BOLTSEAL_SHARED names it, else
/// it lies beside the source tree. A test without it prints "skipped: no shared material" and
/// succeeds.
std::string shared_material();

}  // namespace boltseal::test
