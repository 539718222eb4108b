#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "archive/byte_stream.h"
#include "images/file_tree.h"
#include "images/wanted_files.h"

namespace boltseal {

/// One layer, read once: its names, and the bodies that somebody wants.
struct Layer {
  FileTree tree;
  std::map<std::uint32_t, std::string> bodies;  ///< By FileTree::Node::entry.
  bool is_verified = false;   ///< Its bytes have the digest by which they are named.
  std::vector<Error> errors;  ///< What could not be read; their path is that of the entry.
};

/// How large a layer may be.
struct LayerLimits {
  std::size_t names = 4'000'000;
  std::size_t text = 256 << 20;  ///< Of all names, and of what links name.
  std::uint64_t body =
      512ull << 20;  ///< Of one wanted file; the largest rpm databases have 150 MB.
  std::uint64_t bodies = 1ull << 30;  ///< Of all.
  std::uint64_t small = 8ull << 20;   ///< Of all that are wanted only while they are small.
};

/// Reads a tar archive as a layer, as it would be unpacked into an empty folder: of two entries
/// with one name the later counts, links on the way are followed inside the root. Reads to the end
/// of the stream. What is malformed is left out and said; an archive that is cut off is what was
/// read so far, with an error.
Layer read_layer(std::unique_ptr<ByteStream> tar, const WantedFiles& wanted,
                 const LayerLimits& limits = {});

/// Reads the bodies of these entries alone, for whom it turned out later that they are wanted.
Result<std::map<std::uint32_t, std::string>> read_bodies(std::unique_ptr<ByteStream> tar,
                                                         const std::set<std::uint32_t>& entries,
                                                         const LayerLimits& limits = {});

}  // namespace boltseal
