#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "base/files.h"

namespace boltseal {

/// The real file system, with standard input ("-") read once and kept: a repair reads every file
/// again to prove its edits. May be called from several threads at once.
class StandardInputOnce final : public Files {
 public:
  Result<std::string> read(const std::string& path) const override {
    if (path != "-") return disk_.read(path);
    const std::scoped_lock lock(mutex_);
    if (!input_) input_ = disk_.read(path);
    return *input_;
  }
  bool exists(const std::string& path) const override { return disk_.exists(path); }

 private:
  DiskFiles disk_;
  mutable std::mutex mutex_;
  mutable std::optional<Result<std::string>> input_;
};

}  // namespace boltseal
