#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "model/image_reference.h"

namespace boltseal {

/// What a repair proposes where nobody said how much a container needs. Guesses: generous for what
/// the image usually does, small against a host.
struct UsualNeeds {
  std::int64_t memory = 512 << 20;  ///< Bytes.
  std::int64_t cpu = 1000;          ///< Thousandths of a CPU.
  std::int64_t pids = 200;          ///< Processes and threads.
  /// Folders outside its volumes that the program writes to while it runs.
  std::span<const std::string_view> writes = {};
  bool starts_as_root = false;  ///< Does not start as another user.
  bool is_known = false;        ///< The image is in the table; else the folders are a guess too.
};

/// By the image's repository, whatever its registry or tag: "nginx", "library/nginx",
/// "bitnami/nginx" differ.
UsualNeeds usual_needs(const ImageReference& image);

/// Whether the image is known to do no more than read what is mounted at `target`: its
/// configuration, the pages that it serves, the scripts that it runs at first start.
bool only_reads(const ImageReference& image, std::string_view target);

}  // namespace boltseal
