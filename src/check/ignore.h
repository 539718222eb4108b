#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace boltseal {

/// The patterns of one .gitignore or .boltsealignore file (gitignore(5)).
class IgnoreFile {
 public:
  explicit IgnoreFile(std::string_view text);

  enum class Answer { silent, ignored, kept };
  /// What the file says of a path relative to its own folder; the last pattern that matches
  /// decides.
  Answer ask(std::string_view relative_path, bool is_folder) const;

 private:
  struct Pattern {
    std::string glob;
    bool negated = false;
    bool folders_only = false;
  };
  std::vector<Pattern> patterns_;
};

}  // namespace boltseal
