#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boltseal {

/// A file of records that several processes and threads append to at once.
struct RecordFile {
  std::string path;
  std::uint64_t size = 64 << 20;  ///< Bytes, from which on a new one is begun.
  int kept = 5;                   ///< How many old ones stay: PATH.1, the youngest, and so on.
};

/// Appends a record with one write, so that records do not mix and one that was written outlives
/// the process; the file belongs to the owner of its folder alone (0600). Opens it anew each time,
/// so that others may rotate it as well.
Result<void> append_record(const RecordFile& file, std::string_view record);

}  // namespace boltseal
