#include "check/ignore.h"

#include "base/glob.h"
#include "base/text.h"

namespace boltseal {

IgnoreFile::IgnoreFile(std::string_view text) {
  for (std::string_view line : split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    // Trailing blanks do not count unless escaped.
    while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    Pattern pattern;
    if (line.front() == '!') {
      pattern.negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      pattern.folders_only = true;
      line.remove_suffix(1);
    }
    if (line.empty()) continue;
    // A slash at the start or in the middle ties the pattern to this folder.
    const bool anchored = line.find('/') != std::string_view::npos;
    if (line.front() == '/') line.remove_prefix(1);
    pattern.glob = anchored ? std::string(line) : "**/" + std::string(line);
    patterns_.push_back(std::move(pattern));
  }
}

IgnoreFile::Answer IgnoreFile::ask(std::string_view relative_path, bool is_folder) const {
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->folders_only && !is_folder) continue;
    if (matches_glob(pattern->glob, relative_path)) {
      return pattern->negated ? Answer::kept : Answer::ignored;
    }
  }
  return Answer::silent;
}

}  // namespace boltseal
