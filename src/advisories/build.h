#pragma once

#include <string>
#include <vector>

#include "advisories/lookup_file.h"
#include "base/result.h"

namespace boltseal {

/// What came of reading local copies of advisories.
struct BuiltLookup {
  std::string bytes;  ///< Of the lookup file.
  std::vector<AdvisorySource> sources;
  std::vector<Error> troubles;       ///< Records and files that could not be read, at most 1,000.
  std::size_t trouble_count = 0;     ///< All of them.
  std::size_t files = 0;             ///< Files that a feed read.
  std::vector<std::string> ignored;  ///< Files that no feed knows, at most 1,000.
  std::size_t ignored_count = 0;
};

/// Reads files, folders and archives (tar, zip; gzip, zstd, xz) that publishers give their
/// advisories in, and puts them into one lookup file: the same bytes for the same input. Fails when
/// a path that was named cannot be read at all.
Result<BuiltLookup> build_lookup(const std::vector<std::string>& from, unsigned threads);

}  // namespace boltseal
