#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace boltseal {

/// Memory that is given back all at once, for values that own nothing. (The standard library's
/// monotonic resource asks for aligned blocks, which jemalloc takes from all threads' memory under
/// a lock as soon as they are larger than 14 KiB.)
class Arena {
 public:
  Arena() = default;
  Arena(Arena&& other) noexcept { swap(other); }
  Arena& operator=(Arena&& other) noexcept {
    Arena taken(std::move(other));
    swap(taken);
    return *this;
  }

  /// Room for `count` that nobody has written yet.
  template <class T>
    requires(std::is_trivially_destructible_v<T> && alignof(T) <= alignof(std::max_align_t))
  T* allocate(std::size_t count) {
    // All sizes are rounded up, so that what is next is aligned for everything.
    constexpr std::size_t unit = alignof(std::max_align_t);
    const std::size_t size = (count * sizeof(T) + unit - 1) / unit * unit;
    if (size > left_) return static_cast<T*>(allocate_block(size));
    void* const room = next_;
    next_ += size;
    left_ -= size;
    return static_cast<T*>(room);
  }

 private:
  void swap(Arena& other) noexcept {
    std::swap(blocks_, other.blocks_);
    std::swap(next_, other.next_);
    std::swap(left_, other.left_);
    std::swap(total_, other.total_);
  }

  void* allocate_block(std::size_t size) {
    constexpr std::size_t smallest = 8 << 10;  // bytes
    constexpr std::size_t largest = 1 << 20;
    const std::size_t block = std::max(size, std::clamp(total_ / 4, smallest, largest));
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block));
    total_ += block;
    std::byte* const room = blocks_.back().get();
    // What is left of the one before is larger for a list that filled a block of its own.
    if (block - size >= left_) {
      next_ = room + size;
      left_ = block - size;
    }
    return room;
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* next_ = nullptr;
  std::size_t left_ = 0, total_ = 0;  // bytes
};

}  // namespace boltseal
