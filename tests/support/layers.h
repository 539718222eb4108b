#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "images/layer.h"
#include "support/tar_archive.h"

namespace boltseal::test {

/// The entries of a layer, written one a line:
///   d path [mode]      f path [mode] [= body]      l path -> target      h path -> target
///   c path (a device 1:3)      w path (a whiteout of the kernel, a device 0:0)
std::vector<TarItem> layer_items(std::string_view lines);

/// The layer of these entries; all bodies are kept.
Layer layer_of(std::string_view lines);

/// What a tree holds, sorted: "f path 644 = body" and so on, links with their targets; other owners
/// than 0:0 and layers above the first (as @1) are said. `bodies` may be empty.
std::string show(const FileTree& tree, const std::vector<const Layer*>& layers = {});

}  // namespace boltseal::test
