#include "support/root_files.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.h"

namespace boltseal::test {
namespace {

constexpr int most_links = 40;  // as Linux

}  // namespace

Result<std::optional<std::string_view>> MemoryRoot::read(std::string_view path) const {
  const auto found = files_.find(std::string(path));
  if (found == files_.end()) return std::nullopt;
  return std::string_view(found->second);
}

std::vector<std::string> MemoryRoot::list(std::string_view folder) const {
  std::vector<std::string> names;
  const std::string prefix = std::string(folder) + "/";
  for (const auto& [path, bytes] : files_) {
    if (!path.starts_with(prefix)) continue;
    const std::string name =
        path.substr(prefix.size(), path.find('/', prefix.size()) - prefix.size());
    if (names.empty() || names.back() != name) names.push_back(name);
  }
  return names;
}

// The path on this machine; empty when a part of it is missing or the links have no end.
std::string FolderRoot::resolve(std::string_view path) const {
  std::vector<std::string> waiting, done;
  const auto put = [&](std::string_view parts) {
    const auto pieces = split(parts, '/');
    for (auto part = pieces.rbegin(); part != pieces.rend(); ++part) waiting.emplace_back(*part);
  };
  put(path);
  for (int links = 0; !waiting.empty();) {
    const std::string part = std::move(waiting.back());
    waiting.pop_back();
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      if (!done.empty()) done.pop_back();
      continue;
    }
    done.push_back(part);
    const std::string whole = folder_ + "/" + join(done, "/");
    std::error_code error;
    if (!std::filesystem::is_symlink(whole, error)) continue;
    if (++links > most_links) return {};
    const std::string target = std::filesystem::read_symlink(whole, error).string();
    done.pop_back();
    if (target.starts_with('/')) done.clear();
    put(target);
  }
  return folder_ + "/" + join(done, "/");
}

Result<std::optional<std::string_view>> FolderRoot::read(std::string_view path) const {
  const std::string whole = resolve(path);
  std::error_code error;
  if (!std::filesystem::is_regular_file(whole, error)) return std::nullopt;
  std::ifstream file(whole, std::ios::binary);
  if (!file) return fail("cannot be read", std::string(path));
  kept_.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  return std::string_view(kept_.back());
}

std::vector<std::string> FolderRoot::list(std::string_view folder) const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(resolve(folder), error)) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace boltseal::test
