#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/result.h"
#include "net/file_download.h"

namespace boltseal {

/// What is known of a file that was fetched.
struct SourceCopy {
  std::string url;  ///< From where.
  net::FileVersion version;
  std::string day;  ///< On which it was changed, as far as the server told: "2026-08-21".
  std::uint64_t size = 0;
};

/// The files of one source that are kept in a folder; what is known of them lies beside them in
/// ".copies.json". Not for several processes.
class SourceCopies {
 public:
  /// Reads what is there. A file that is not what was written down is not known.
  explicit SourceCopies(std::string folder);

  std::string path_of(const std::string& file) const { return folder_ + "/" + file; }
  /// Where a file waits until it is known to be good, which builds do not look at.
  std::string new_path_of(const std::string& file) const { return folder_ + "/.new/" + file; }
  const std::map<std::string, SourceCopy>& files() const { return files_; }
  /// Null when the file is not there.
  const SourceCopy* find(const std::string& file) const;

  /// Makes the folders that a file needs.
  Result<void> prepare(const std::string& file) const;
  /// Gives a file at new_path_of its place.
  Result<void> keep(const std::string& file, SourceCopy copy);

 private:
  Result<void> write() const;

  const std::string folder_;
  std::map<std::string, SourceCopy> files_;
};

}  // namespace boltseal
