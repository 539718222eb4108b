#pragma once

#include <unistd.h>

#include <utility>

namespace boltseal {

/// An open file, closed at the end; negative: none.
class FileDescriptor {
 public:
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() {
    if (number_ >= 0) ::close(number_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return number_; }
  /// Whoever takes it has to close it.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

}  // namespace boltseal
