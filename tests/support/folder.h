#pragma once

#include <string>
#include <string_view>

namespace boltseal::test {

/// A folder for one test, removed with everything in it at the end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// Ends with a slash.
  const std::string& path() const { return path_; }
  /// Writes a file below it, making folders as needed; returns its path.
  std::string put(const std::string& name, std::string_view text) const;

 private:
  std::string path_;
};

}  // namespace boltseal::test
