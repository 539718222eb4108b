#include "policy/policy.h"

#include <algorithm>

#include "base/glob.h"

namespace boltseal {

bool Policy::admits(std::string_view file) const {
  const auto matches = [&](const std::string& pattern) { return matches_glob(pattern, file); };
  if (!only.empty() && std::ranges::none_of(only, matches)) return false;
  return std::ranges::none_of(exclude, matches);
}

Truth Policy::trusts(const ImageReference& image) const {
  if (trusted_registries.empty() || !image.registry.is_known()) return Truth::unknown;
  Truth answer = Truth::no;
  for (const std::string& trusted : trusted_registries) {
    const std::size_t slash = trusted.find('/');
    if (std::string_view(trusted).substr(0, slash) != image.registry.bytes()) continue;
    if (slash == std::string::npos) return Truth::yes;
    const std::string part = trusted.substr(slash + 1);
    if (image.repository.equals(part) == Truth::yes) return Truth::yes;
    const Truth below = image.repository.starts_with(part.ends_with('/') ? part : part + "/");
    if (below == Truth::yes) return below;
    if (below == Truth::unknown) answer = below;
  }
  return answer;
}

std::optional<Severity> severity_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Severity::critical); ++i) {
    if (name_of(static_cast<Severity>(i)) == name) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

std::string find_policy(const std::string& folder, const Files& files) {
  // No project is nested deeper; a limit ends the way up when `folder` is relative.
  constexpr int most = 64;
  std::string at = folder;
  for (int step = 0; step < most; ++step) {
    std::string path = resolve(at, policy_file_name);
    if (files.exists(path)) return path;
    if (at == "/" || files.exists(resolve(at, ".git/HEAD")) || files.exists(resolve(at, ".git"))) {
      break;  // the root of a repository, or of a worktree
    }
    at = resolve(at, "..");
  }
  return {};
}

}  // namespace boltseal
