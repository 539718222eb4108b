#pragma once

#include <cstdint>
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
  WantedFiles(WantedFiles&&) = default;  // by_name_ refers to names_, whose elements stay
  WantedFiles& operator=(WantedFiles&&) = default;
  WantedFiles(const WantedFiles&) = delete;
  WantedFiles& operator=(const WantedFiles&) = delete;
  bool matches(std::string_view path) const;

  /// Adds files that are wanted only while they are small. Here the last part of a pattern may be
  /// an ending as well, "*.pem", and "*" alone any name: "etc/sudoers.d/*".
  void add_small(std::span<const std::string_view> patterns, std::uint64_t most_bytes);
  bool matches_small(std::string_view path, std::uint64_t size) const;

 private:
  using Tail = std::vector<std::string>;  // the last part first
  static bool ends_with(std::string_view path, const Tail& tail);
  std::unordered_map<std::string_view, std::vector<Tail>> by_name_;
  std::vector<Tail> any_name_;
  std::vector<std::string> names_;  // what by_name_ refers to
  // The last two with a slash before them.
  std::vector<std::string> small_names_, small_endings_, small_paths_, small_folders_;
  std::uint64_t most_small_ = 0;
};

}  // namespace boltseal
