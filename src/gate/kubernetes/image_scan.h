#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// How a gate has an image scanned.
struct ImageScan {
  std::vector<std::string> flags;  ///< More of them for `boltseal scan`: "--db=/srv/advisories.db".
  std::chrono::milliseconds most_time = std::chrono::minutes(10);
  std::uint64_t most_memory = std::uint64_t{2} << 30;
};

/// Runs `boltseal scan` on an image of a registry, in a process of its own, since neither what is
/// in images nor what registries answer is to be read where admissions are answered. It works in an
/// empty folder, which is removed with what it leaves there.
/// @param image with its registry and its digest: "docker.io/library/redis@sha256:…"
/// @param stop ends it within two seconds when it becomes true
/// @return the result as JSON, at most file_size_limit
Result<std::string> scan_image(const std::string& image, const ImageScan& how,
                               const std::atomic<bool>& stop);

}  // namespace boltseal
