#include "base/arena.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace boltseal {
namespace {

template <class T>
bool is_aligned(const T* room) {
  return reinterpret_cast<std::uintptr_t>(room) % alignof(T) == 0;
}

TEST(Arena, GivesRoomOfItsOwnToEachThatIsAligned) {
  Arena arena;
  char* before = nullptr;
  for (std::size_t size = 1; size < 3000; ++size) {
    char* const text = arena.allocate<char>(size);
    std::fill_n(text, size, 'x');
    auto* const number = arena.allocate<std::uint64_t>(1);
    ASSERT_TRUE(is_aligned(number));
    *number = size;
    ASSERT_EQ(text[size - 1], 'x');
    ASSERT_TRUE(before == nullptr || *before == 'x');
    before = text;
  }
}

TEST(Arena, TakesWhatIsLargerThanABlock) {
  Arena arena;
  char* const small = arena.allocate<char>(alignof(std::max_align_t));
  char* const large = arena.allocate<char>(100 << 10);
  std::fill_n(large, 100 << 10, 'l');
  // What was left of the block before is not lost.
  EXPECT_EQ(arena.allocate<char>(1), small + alignof(std::max_align_t));
}

// Nothing is written where the other one keeps its own.
TEST(Arena, IsEmptyWhenItWasMovedFrom) {
  Arena first;
  char* const kept = first.allocate<char>(1);
  *kept = 'k';
  Arena second = std::move(first);
  *first.allocate<char>(1) = 'o';  // NOLINT(bugprone-use-after-move)
  *second.allocate<char>(1) = 's';
  EXPECT_EQ(*kept, 'k');
  EXPECT_NE(first.allocate<char>(1), kept + 2 * alignof(std::max_align_t));
}

}  // namespace
}  // namespace boltseal
