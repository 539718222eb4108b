#pragma once

#include <functional>
#include <string>

#include "base/result.h"

namespace boltseal {

/// Keeps other processes that want the same lock waiting, until it ends or the process does.
class FileLock {
 public:
  /// Waits for whoever has it; calls `waits` before that. The file is made and stays.
  static Result<FileLock> take(const std::string& path, const std::function<void()>& waits);
  ~FileLock();
  FileLock(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  explicit FileLock(int file) : file_(file) {}
  int file_;
};

}  // namespace boltseal
