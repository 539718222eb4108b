#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace boltseal {

/// Where text goes, piece by piece, so that a report of a hundred megabytes is never held at once.
class Output {
 public:
  virtual ~Output() = default;
  virtual void write(std::string_view text) = 0;
};

/// Collects everything.
class StringOutput final : public Output {
 public:
  void write(std::string_view piece) override { text += piece; }
  std::string text;
};

/// A stream of the C library, which is borrowed.
class StreamOutput final : public Output {
 public:
  explicit StreamOutput(std::FILE* stream) : stream_(stream) {}
  void write(std::string_view piece) override {
    std::fwrite(piece.data(), 1, piece.size(), stream_);
  }

 private:
  std::FILE* stream_;
};

}  // namespace boltseal
