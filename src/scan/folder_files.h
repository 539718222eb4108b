#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "images/layer.h"
#include "packages/root_files.h"

namespace boltseal {

/// A root file system in a folder of this machine, or this machine's own. Links are followed inside
/// the folder by the kernel (openat2(2), RESOLVE_IN_ROOT), so that none leads out of it, also when
/// somebody changes it meanwhile.
class FolderFiles final : public RootFiles {
 public:
  static Result<FolderFiles> open(const std::string& path);
  ~FolderFiles() override;
  FolderFiles(FolderFiles&& other) noexcept;
  FolderFiles(const FolderFiles&) = delete;
  FolderFiles& operator=(const FolderFiles&) = delete;

  Result<std::optional<std::string_view>> read(std::string_view path) const override;
  std::vector<std::string> list(std::string_view folder) const override;

  /// All names with their modes, as the only layer of an image, and the bodies of the small files
  /// that are wanted. Other file systems that are mounted in the folder are left out.
  Layer layer(const WantedFiles& wanted) const;

 private:
  explicit FolderFiles(int descriptor) : descriptor_(descriptor) {}
  void add_folder(const std::string& path, FileTree::Id id, std::uint64_t device,
                  const WantedFiles& wanted, Layer& layer,
                  std::vector<std::pair<std::string, FileTree::Id>>& pending) const;
  int open_inside(std::string_view path, int flags) const;

  int descriptor_ = -1;
  mutable std::map<std::string, std::string, std::less<>> read_;
};

}  // namespace boltseal
