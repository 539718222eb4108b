#pragma once

#include <cstddef>

#include "check/check.h"
#include "check/discover.h"
#include "check/unit.h"

namespace boltseal {

/// What is done with the files of a tree, one after the other as they are read and linked.
class TreeVisitor {
 public:
  virtual ~TreeVisitor() = default;

  /// How many files there are; before anything else.
  virtual void begin(std::size_t count) = 0;
  /// One file, linked. From several threads at once, each `at` below the count once.
  virtual void look(std::size_t at, const Discovered::Candidate& candidate, Unit unit) = 0;
  /// After look(), from one thread and in order. `absorbed`: the file turned out to be a part of
  /// another one, and what was seen of it does not count.
  virtual void settle(std::size_t at, bool absorbed) = 0;
};

/// Finds the files of the paths, reads each with the source that knows it, and links them across
/// files: what `check` looks at. Only the policy, the paths, the source and the threads of the
/// options matter. A Dockerfile that another file's workload is built from comes without a workload
/// of its own.
/// @return what could not be opened.
std::vector<Error> read_tree(const CheckOptions& options, const Files& files, TreeVisitor& visitor);

}  // namespace boltseal
