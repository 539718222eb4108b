#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "images/file_tree.h"
#include "packages/root_files.h"

namespace boltseal {

/// The stacked layers of an image, as RootFiles. Borrows what it is made of.
class TreeFiles final : public RootFiles {
 public:
  using Bodies = std::map<std::uint32_t, std::string>;
  /// Reads a body that was not kept when its layer was read.
  using Fetch = std::function<Result<std::string>(std::uint16_t layer, std::uint32_t entry)>;

  TreeFiles(const FileTree& tree, const std::vector<const Bodies*>& bodies, Fetch fetch)
      : tree_(tree), bodies_(bodies), fetch_(std::move(fetch)) {}

  Result<std::optional<std::string_view>> read(std::string_view path) const override;
  std::vector<std::string> list(std::string_view folder) const override;

 private:
  const FileTree& tree_;
  const std::vector<const Bodies*>& bodies_;
  Fetch fetch_;
  mutable std::map<std::pair<std::uint16_t, std::uint32_t>, std::string> fetched_;
  mutable std::uint64_t fetched_bytes_ = 0;
};

}  // namespace boltseal
