#pragma once

#include <map>
#include <string>

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

 private:
  explicit FolderFiles(int descriptor) : descriptor_(descriptor) {}
  int open_inside(std::string_view path, int flags) const;

  int descriptor_ = -1;
  mutable std::map<std::string, std::string, std::less<>> read_;
};

}  // namespace boltseal
