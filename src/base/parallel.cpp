#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace boltseal {

void for_each_in_parallel(std::size_t begin, std::size_t end, unsigned threads,
                          const std::function<void(std::size_t)>& work) {
  if (begin >= end) return;
  std::atomic<std::size_t> next = begin;
  const auto loop = [&] {
    for (std::size_t at = next++; at < end; at = next++) work(at);
  };
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t most = std::min<std::size_t>(threads, end - begin);
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < most; ++i) others.emplace_back(loop);
  loop();
}

}  // namespace boltseal
