#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace boltseal {

/// The files whose bodies are kept while a layer is read: paths from the root with `*` for any name
/// in a folder. Only the last three parts of a path count, because the folders above may be reached
/// through symbolic links that another layer holds.
class WantedFiles {
 public:
  WantedFiles() = default;
  explicit WantedFiles(std::span<const std::string_view> patterns);
  bool matches(std::string_view path) const;

 private:
  using Tail = std::vector<std::string>;  // the last part first
  static bool ends_with(std::string_view path, const Tail& tail);
  std::unordered_map<std::string_view, std::vector<Tail>> by_name_;
  std::vector<Tail> any_name_;
  std::vector<std::string> names_;  // what by_name_ refers to
};

}  // namespace boltseal
