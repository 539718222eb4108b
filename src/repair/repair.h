#pragma once

#include <string>
#include <vector>

#include "check/check.h"

namespace boltseal {

/// One file as the repair leaves it.
struct RepairedFile {
  std::string path;
  std::string before, after;
  std::vector<Edit> edits;
  std::vector<ShownFinding> mended;
  bool is_new = false;  ///< There is no such file yet.
};

/// A finding that a change was asked for but not made.
struct Refusal {
  ShownFinding finding;
  std::string reason;
};

struct Repairs {
  Verdict before;  ///< What a check says of the files as they are.
  Verdict after;   ///< And as they are when everything is written.
  std::vector<RepairedFile> files;
  std::vector<Refusal> refused;
};

/// Works out the edits for every finding that asks for a change of at most `riskiest`, and proves
/// them: the files are checked again with the edits made, in memory. Where a finding did not go
/// away, another one came, a file no longer reads, or anything changed that was not meant to, those
/// edits are not kept and the reason is said; the others are tried without them. Nothing is
/// written.
Repairs repair(const CheckOptions& options, Safety riskiest, const Files& files);

/// Writes repaired files, each in one step. A file that has changed since it was read is left alone
/// and named.
std::vector<Error> write(const std::vector<RepairedFile>& repaired, const Files& files);

}  // namespace boltseal
