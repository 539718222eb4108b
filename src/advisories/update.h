#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "advisories/build.h"
#include "advisories/sources.h"
#include "base/date.h"
#include "base/result.h"
#include "net/client.h"

namespace boltseal {

struct UpdateOptions {
  std::vector<const PublicSource*> sources;
  /// Where copies are kept, one folder for each source: NAME/FILE, as on a mirror. Only one process
  /// at a time may update it.
  std::string folder;
  std::string mirror;  ///< A URL with NAME/FILE below it; empty: the publishers.
  std::map<std::string, std::string> urls;  ///< Instead, by source: its folder, or its only file.
  Date today;
  /// How many bytes came since this was last called, and how many sources are done; called by
  /// several threads, but not at once.
  std::function<void(std::uint64_t bytes, std::size_t done)> progress;
};

/// What came of one source.
struct SourceUpdate {
  const PublicSource* source = nullptr;
  std::size_t fetched = 0, unchanged = 0;  ///< Files.
  std::uint64_t bytes = 0;                 ///< Of those that were fetched.
  std::vector<Error> troubles;             ///< Why files are not what the publisher has today.
  std::vector<LookupInput> files;          ///< All that are there, of today or before.
  std::string versions;                    ///< Tells these files from others of the same names.
};

/// Asks each source for what changed, and keeps it in the folder; what cannot be had, or is nothing
/// that a feed reads, leaves the copy of before in its place. Nothing else is sent anywhere.
/// @param http proxies and certificates
/// @return in the order of options.sources; an error when a URL is none that may be asked
Result<std::vector<SourceUpdate>> update_sources(const UpdateOptions& options,
                                                 const net::HttpSettings& http);

}  // namespace boltseal
