#include "images/wanted_files.h"

#include <algorithm>

#include "base/files.h"
#include "base/text.h"

namespace boltseal {

WantedFiles::WantedFiles(std::span<const std::string_view> patterns) {
  names_.reserve(patterns.size());  // its elements must not move
  for (const std::string_view pattern : patterns) {
    std::vector<std::string_view> parts = split(pattern, '/');
    std::ranges::reverse(parts);
    if (parts.size() > 3) parts.resize(3);
    Tail tail(parts.begin(), parts.end());
    if (tail.front() == "*") {
      any_name_.push_back(std::move(tail));
    } else {
      names_.push_back(tail.front());
      by_name_[names_.back()].push_back(std::move(tail));
    }
  }
}

bool WantedFiles::ends_with(std::string_view path, const Tail& tail) {
  for (const std::string& part : tail) {
    const std::size_t slash = path.rfind('/');
    const std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
    if (last.empty() || (part != "*" && part != last)) return false;
    path = slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
  }
  return true;
}

bool WantedFiles::matches(std::string_view path) const {
  const auto fits = [path](const Tail& tail) { return ends_with(path, tail); };
  if (std::ranges::any_of(any_name_, fits)) return true;
  const auto found = by_name_.find(base_name(path));
  return found != by_name_.end() && std::ranges::any_of(found->second, fits);
}

}  // namespace boltseal
