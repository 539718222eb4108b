#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "audit/declared.h"
#include "base/files.h"
#include "model/subject.h"
#include "model/verdict.h"

namespace boltseal {

/// Finds the files of this machine that containers were made from, by the labels that Compose,
/// systemd and Quadlet give them. May be used by several threads.
class CreatedBy {
 public:
  explicit CreatedBy(const Files& files) : files_(files) {}

  /// The service in its Compose file, or the unit; nothing when no label tells, or the file is not
  /// here any more.
  std::optional<Place> of(const Workload& container) const;

 private:
  const Declared* file(const std::string& path) const;

  const Files& files_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, std::optional<Declared>> read_;  // guarded by mutex_
};

}  // namespace boltseal
