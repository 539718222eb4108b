#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/file_lock.h"
#include "base/temporary_folder.h"
#include "cli/command.h"
#include "images/platform.h"

namespace boltseal {

/// What is scanned, on this machine's disk.
struct ScanInput {
  std::string path;
  std::string subject;                    ///< As the user named it.
  std::optional<TemporaryFolder> folder;  ///< Holds `path`, when it is only for this scan.
  std::optional<FileLock> in_use = {};    ///< Keeps `path`, where it lies in a cache.
  bool is_verified = false;               ///< All digests in it have been compared.
};

/// Finds what a word names: "registry:alpine:3.18" is brought from its registry into `cache`,
/// "docker:web" and "podman:web" from the local engine ("engine:web": whichever has it); "-" is
/// standard input; everything else is a path, and nothing is sent anywhere. Shows on a terminal how
/// far it is.
Result<ScanInput> obtain(const std::string& word, const std::optional<ImagePlatform>& platform,
                         const std::vector<std::string>& insecure, const std::string& cache,
                         Console& console);

}  // namespace boltseal
