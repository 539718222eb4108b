#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"

namespace boltseal::net {

/// A folder of files that are named by their digests, as an OCI image layout keeps them:
/// "blobs/sha256/0a1b…"; "partial/" holds what has not been received in full. What is under its
/// name has been verified. May be used by several threads and processes at once.
class BlobStore {
 public:
  /// `folder` is made when it is needed.
  explicit BlobStore(std::string folder) : folder_(std::move(folder)) {}

  const std::string& folder() const { return folder_; }
  /// Where a blob is or would be; `digest` is one for which is_digest() holds.
  std::string path_of(std::string_view digest) const;
  bool has(std::string_view digest, std::uint64_t size) const;
  /// Keeps bytes that have this digest, which the caller knows.
  Result<void> put(std::string_view digest, std::string_view bytes) const;
  /// The bytes of a blob of at most `most` bytes, verified again.
  Result<std::string> read(std::string_view digest, std::uint64_t most) const;

 private:
  std::string folder_;
};

/// A blob on its way into a store. Its file is locked: another process that wants the same blob
/// waits. What is there when this ends stays for the next one.
class PartialBlob {
 public:
  /// Continues what an earlier one left. Waits while another one makes progress, and at most for
  /// `patience` when it makes none. @return null when the blob has come by that.
  static Result<std::unique_ptr<PartialBlob>> open(const BlobStore& store,
                                                   const std::string& digest, std::uint64_t size,
                                                   std::chrono::milliseconds patience);
  ~PartialBlob();
  PartialBlob(const PartialBlob&) = delete;
  PartialBlob& operator=(const PartialBlob&) = delete;

  /// How many bytes there are.
  std::uint64_t size() const { return size_; }
  Result<void> append(std::string_view bytes);
  /// Forgets all of them.
  Result<void> clear();
  /// The digest of what is there. When it is the right one, the blob is in its place after that;
  /// else everything has been forgotten.
  Result<std::string> finish();

 private:
  PartialBlob(int file, std::string path, std::string target, std::string digest)
      : file_(file),
        path_(std::move(path)),
        target_(std::move(target)),
        digest_(std::move(digest)),
        digester_(digest_) {}
  Result<void> take_up(std::uint64_t most);

  const int file_;
  const std::string path_, target_, digest_;
  Digester digester_;
  std::uint64_t size_ = 0;
};

}  // namespace boltseal::net
