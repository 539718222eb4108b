#pragma once

#include <string>

#include "check/check.h"

namespace boltseal {

/// Leaves in `verdict.findings` what is new against a Git revision: the revision's tree is put into
/// a temporary folder and checked with the same options, and the findings of both are compared by
/// what they say, not by lines; renamed files count as the same. What was there before moves to
/// `verdict.accepted`.
///
/// Runs `git`; fails when there is none, no repository, or no such revision.
Result<void> keep_changes_since(const std::string& revision, const CheckOptions& options,
                                const Files& files, Verdict& verdict);

}  // namespace boltseal
