#pragma once

#include <string>
#include <vector>

#include "advisories/lookup_file.h"
#include "base/result.h"

namespace boltseal {

/// Something to build from: a file, a folder, an archive.
struct LookupInput {
  std::string path;
  /// The day on which its publisher last changed it ("2026-08-21"), for forms that name no day;
  /// empty: not known.
  std::string date = {};
  bool is_needed = true;  ///< Otherwise it is only a complaint when it cannot be read.
};

/// What could not be read of one source.
struct Complaints {
  std::string source;  ///< The feed; empty: of files as such.
  std::size_t count = 0;
  std::vector<Error> first;  ///< At most 1,000 of them.
};

/// What came of reading local copies of advisories.
struct BuiltLookup {
  std::string bytes;  ///< Of the lookup file.
  std::vector<AdvisorySource> sources;
  std::vector<Complaints> complaints;  ///< By source; none without any.
  std::size_t files = 0;               ///< Files that a feed read.
  std::vector<std::string> ignored;    ///< Files that no feed knows, at most 1,000.
  std::size_t ignored_count = 0;
};

/// Reads files, folders and archives (tar, zip; gzip, zstd, xz, bzip2) that publishers give their
/// advisories in, and puts them into one lookup file: the same bytes for the same input. Fails when
/// an input that is needed cannot be read at all.
Result<BuiltLookup> build_lookup(const std::vector<LookupInput>& from, unsigned threads);

}  // namespace boltseal
