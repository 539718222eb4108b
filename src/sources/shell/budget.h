#pragma once

#include <algorithm>
#include <cstddef>

namespace boltseal::shell {

/// What one script may use while it is expanded, embedded scripts included; what is over is
/// unknown.
struct Budget {
  std::size_t commands = 100'000;
  /// Bytes of expanded text and of scripts inside scripts, words at `word_cost` each, and steps of
  /// pattern matching. Real scripts use less than a hundredth.
  std::size_t work = 16u << 20;

  /// What a word needs in memory beside its bytes.
  static constexpr std::size_t word_cost = 128;

  void spend(std::size_t amount) { work -= std::min(work, amount); }
  bool is_spent() const { return work == 0; }
};

}  // namespace boltseal::shell
