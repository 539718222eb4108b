#pragma once

#include <cstddef>
#include <functional>

namespace boltseal {

/// Calls `work` for each number from `begin` below `end`, from up to `threads` threads at once,
/// this one among them; in order within a thread. `work` must not throw.
/// @param threads 0: one for each core
void for_each_in_parallel(std::size_t begin, std::size_t end, unsigned threads,
                          const std::function<void(std::size_t)>& work);

}  // namespace boltseal
