#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// The largest configuration file that is read: 16 MiB. The largest that real projects hold
/// (generated Kubernetes bundles) have about 4 MiB; byte spans need less than 4 GiB.
inline constexpr std::uint64_t file_size_limit = 16ull << 20;

/// The files that Boltseal can see, behind an interface so that tests can live in memory.
/// Implementations may be called from several threads at once.
class Files {
 public:
  virtual ~Files() = default;

  /// The whole content of a regular file. Errors name the path: missing, unreadable, not a regular
  /// file, larger than file_size_limit.
  virtual Result<std::string> read(const std::string& path) const = 0;
  /// Whether a regular file (through symbolic links) is there.
  virtual bool exists(const std::string& path) const = 0;
};

/// The real file system. "-" is standard input.
class DiskFiles final : public Files {
 public:
  Result<std::string> read(const std::string& path) const override;
  bool exists(const std::string& path) const override;
};

/// The in-memory twin, for tests, fuzz targets and standard input.
class MemoryFiles final : public Files {
 public:
  explicit MemoryFiles(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  Result<std::string> read(const std::string& path) const override;
  bool exists(const std::string& path) const override;

 private:
  std::map<std::string, std::string> files_;
};

/// Replaces a file in one step: readers see the old bytes or the new ones, also when power fails.
/// Mode and, where permitted, owner are kept; a symbolic link is followed, so that the link stays.
Result<void> replace_file(const std::string& path, std::string_view bytes);
/// Makes a new file, whole or not at all; an error when there is one of that name already.
Result<void> make_file(const std::string& path, std::string_view bytes);

// Paths as text, with "/" and without touching the disk.
std::string_view base_name(std::string_view path);
/// The folder of a path: "." for a bare name.
std::string directory_of(std::string_view path);
/// `path` seen from `directory`, with "." and ".." folded; an absolute `path` stays as it is.
std::string resolve(std::string_view directory, std::string_view path);

}  // namespace boltseal
