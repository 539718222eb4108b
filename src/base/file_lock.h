#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"

namespace boltseal {

/// Keeps other processes that want the same lock waiting, until it ends or the process does.
class FileLock {
 public:
  /// Waits for whoever has it; calls `waits` before that. The file is made and stays.
  static Result<FileLock> take(const std::string& path, const std::function<void()>& waits);
  /// A folder, together with others that share it, once nobody has it alone.
  static Result<FileLock> share_folder(const std::string& path);
  /// A folder alone; nothing while others have it, or where it cannot be locked.
  static std::optional<FileLock> try_folder(const std::string& path);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace boltseal
