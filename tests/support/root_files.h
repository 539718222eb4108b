#pragma once

#include <deque>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "packages/root_files.h"

namespace boltseal::test {

/// The files of a root file system from a map: path → bytes.
class MemoryRoot final : public RootFiles {
 public:
  MemoryRoot(std::initializer_list<std::pair<const std::string, std::string>> files)
      : files_(files) {}
  explicit MemoryRoot(std::map<std::string, std::string> files) : files_(std::move(files)) {}
  Result<std::optional<std::string_view>> read(std::string_view path) const override;
  std::vector<std::string> list(std::string_view folder) const override;

 private:
  std::map<std::string, std::string> files_;
};

/// A folder of this machine as a root file system, for tests on real images: links that a real root
/// would follow are followed, at most 40, never out of the folder.
class FolderRoot final : public RootFiles {
 public:
  explicit FolderRoot(std::string folder) : folder_(std::move(folder)) {}
  Result<std::optional<std::string_view>> read(std::string_view path) const override;
  std::vector<std::string> list(std::string_view folder) const override;

 private:
  std::string resolve(std::string_view path) const;

  std::string folder_;
  mutable std::deque<std::string> kept_;  // never moves what it holds
};

}  // namespace boltseal::test
