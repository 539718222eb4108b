#include "images/registries.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace boltseal {
namespace {

// Enough to hide the waiting, and few enough that no registry takes it for an attack.
constexpr std::size_t most_at_once = 8;

}  // namespace

ImageDigests ask_digests(const Registries& registries, std::span<const std::string> names,
                         const std::function<void(std::size_t answered)>& progress) {
  ImageDigests digests;
  std::mutex mutex;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t at = next++; at < names.size(); at = next++) {
      Result<std::string> digest = registries.digest_of(parse_image_reference(names[at]));
      const std::lock_guard lock(mutex);
      digests.insert_or_assign(names[at], std::move(digest));
      progress(digests.size());
    }
  };
  {
    std::vector<std::jthread> workers;
    for (std::size_t i = 0; i < std::min(names.size(), most_at_once); ++i)
      workers.emplace_back(work);
  }
  return digests;
}

}  // namespace boltseal
