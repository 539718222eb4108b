#pragma once

#include <string>
#include <string_view>

#include "base/file_descriptor.h"
#include "base/output.h"

namespace boltseal {

/// What a confined worker hands to the process that started it: made before, written there, read
/// here.
class WorkerText final : public Output {
 public:
  WorkerText();
  void write(std::string_view text) override;
  /// All that was written; empty also when there was no room for it.
  std::string read() const;

 private:
  FileDescriptor memory_;
  bool is_whole_ = true;
};

}  // namespace boltseal
