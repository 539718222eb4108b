#include "images/wanted_files.h"

#include <algorithm>
#include <functional>

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

void WantedFiles::add_small(std::span<const std::string_view> patterns, std::uint64_t most_bytes) {
  most_small_ = most_bytes;
  for (const std::string_view pattern : patterns) {
    if (pattern.ends_with("/*")) {
      small_folders_.push_back("/" + std::string(pattern.substr(0, pattern.size() - 2)));
    } else if (pattern.starts_with('*')) {
      small_endings_.emplace_back(pattern.substr(1));
    } else if (pattern.find('/') == std::string_view::npos) {
      small_names_.emplace_back(pattern);
    } else {
      small_paths_.push_back("/" + std::string(pattern));
    }
  }
  std::ranges::sort(small_names_);
}

bool WantedFiles::matches_small(std::string_view path, std::uint64_t size) const {
  if (size > most_small_) return false;
  const std::string_view name = base_name(path);
  const auto ends = [&](const std::string& ending) {
    return name.size() > ending.size() && name.ends_with(ending);
  };
  // A path from the root has no slash at its begin.
  const auto is_at = [](std::string_view there, std::string_view place) {
    return there.ends_with(place) || there == place.substr(1);
  };
  const auto lies = [&](const std::string& place) { return is_at(path, place); };
  const std::string_view folder =
      path.substr(0, path.size() - std::min(path.size(), name.size() + 1));
  const auto lies_in = [&](const std::string& place) { return is_at(folder, place); };
  return std::binary_search(small_names_.begin(), small_names_.end(), name, std::less<>()) ||
         std::ranges::any_of(small_endings_, ends) || std::ranges::any_of(small_paths_, lies) ||
         std::ranges::any_of(small_folders_, lies_in);
}

}  // namespace boltseal
