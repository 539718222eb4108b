#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace boltseal {

/// A row of elements that grows in pieces of `piece` elements each and never moves them: growing
/// needs no second copy. Only the last piece is not full.
template <class T, std::size_t piece>
class Chunks {
 public:
  Chunks() = default;
  Chunks(const Chunks& other) : pieces_(other.pieces_), size_(other.size_) {
    if (!pieces_.empty()) pieces_.back().reserve(piece);  // a copy has no more room than it needs
  }
  Chunks(Chunks&& other) noexcept
      : pieces_(std::exchange(other.pieces_, {})), size_(std::exchange(other.size_, 0)) {}
  Chunks& operator=(Chunks other) noexcept {
    std::swap(pieces_, other.pieces_);
    std::swap(size_, other.size_);
    return *this;
  }

  std::size_t size() const { return size_; }
  T& operator[](std::size_t at) { return pieces_[at / piece][at % piece]; }
  const T& operator[](std::size_t at) const { return pieces_[at / piece][at % piece]; }
  const std::vector<std::vector<T>>& pieces() const { return pieces_; }

  T& add() { return *grow(1); }
  /// Adds at most `piece` elements that lie side by side, after as many empty ones as that takes.
  /// @return the number of the first
  std::size_t add_together(std::span<const T> together) {
    const std::size_t free = piece - size_ % piece;
    if (free < together.size()) grow(free);
    std::ranges::copy(together, grow(together.size()));
    return size_ - together.size();
  }
  /// A piece more, of `count` elements; all before are full.
  std::span<T> add_piece(std::size_t count) { return {grow(count), count}; }

  /// From one element on to the end of its piece.
  std::span<const T> rest_of_piece(std::size_t at) const {
    return std::span<const T>(pieces_[at / piece]).subspan(at % piece);
  }

 private:
  T* grow(std::size_t count) {
    if (size_ % piece == 0) pieces_.emplace_back().reserve(piece);
    std::vector<T>& last = pieces_.back();
    size_ += count;
    last.resize(last.size() + count);
    return last.data() + last.size() - count;
  }

  std::vector<std::vector<T>> pieces_;
  std::size_t size_ = 0;
};

}  // namespace boltseal
