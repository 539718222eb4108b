#pragma once

#include <unistd.h>

#include <utility>

namespace boltseal {

/// An open file, closed at the end; negative: none.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  /// Whoever takes it has to close it.
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

}  // namespace boltseal
