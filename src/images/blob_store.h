#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "archive/byte_stream.h"

namespace boltseal {

/// Files under names, as an image archive or an image layout holds them. May be used by several
/// threads; its streams may not outlive it.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  virtual bool has(std::string_view name) const = 0;
  virtual Result<std::unique_ptr<ByteStream>> open(std::string_view name) const = 0;
  /// What tells the bytes of a file from all others on this machine: the place, size and times of
  /// the file that holds them. Empty when nothing does.
  virtual std::string identity(std::string_view name) const = 0;
};

/// The files of a tar archive that is not compressed.
Result<std::unique_ptr<BlobStore>> open_archive(const std::string& path);
/// The same of one that is open already, under the name that the user knows.
Result<std::unique_ptr<BlobStore>> open_archive(OpenFile file);
/// The files of a folder; links out of it are not followed.
Result<std::unique_ptr<BlobStore>> open_folder(const std::string& path);

/// One whole file of a store, of at most `most` bytes.
Result<std::string> read_blob(const BlobStore& store, std::string_view name, std::uint64_t most);

}  // namespace boltseal
