#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boltseal {

/// The assignments of os-release(5) or lsb-release: quotes and backslashes taken away as a shell
/// would, comments and other lines left out. At most 1000, of which the last of a name counts. The
/// text is borrowed.
class OsRelease {
 public:
  explicit OsRelease(std::string_view text);
  /// Empty when there is none.
  std::string_view get(std::string_view name) const&;
  std::string_view get(std::string_view name) const&& = delete;

 private:
  std::vector<std::pair<std::string_view, std::string>> values_;
};

}  // namespace boltseal
