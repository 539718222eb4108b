#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "images/layer.h"

namespace boltseal {

/// Layers that were read before, one file each in a folder, which many processes may share: a file
/// appears whole or not at all, and one that is damaged counts as missing. Errors of the folder are
/// silent: a cache that cannot be written only costs time. May be used by several threads.
class LayerCache {
 public:
  /// Without a folder it holds nothing.
  LayerCache() = default;
  /// `analyser` names what was wanted of layers: what others wanted is not found.
  LayerCache(std::string folder, std::string_view analyser);

  /// A layer by what identifies its bytes beyond doubt: a digest that was verified, or a file of
  /// this machine with its times. Empty keys find nothing.
  std::optional<Layer> find(std::string_view key) const;
  /// Keeps a layer that was read without errors.
  void keep(std::string_view key, const Layer& layer) const;

  /// Removes what was used least recently, until the folder has at most `most` bytes.
  void prune(std::uint64_t most = 1ull << 30) const;

 private:
  std::string path_of(std::string_view key) const;

  std::string folder_, analyser_;
};

}  // namespace boltseal
