#include "scan/tree_files.h"

#include <algorithm>
#include <utility>

namespace boltseal {

Result<std::optional<std::string_view>> TreeFiles::read(std::string_view path) const {
  const FileTree::Id id = tree_.find(path);
  if (id == FileTree::none) return std::nullopt;
  const FileTree::Node& node = tree_.node(id);
  if (node.kind != FileTree::Kind::file) return std::nullopt;
  const Bodies& kept = *bodies_[node.layer];
  if (const auto found = kept.find(node.entry()); found != kept.end()) return found->second;
  const std::pair key{node.layer, node.entry()};
  if (const auto found = fetched_.find(key); found != fetched_.end()) return found->second;
  // Each goes through its whole layer once more. Real systems reach a few files by links that only
  // another layer holds, a hostile one thousands.
  constexpr std::size_t most_fetched = 64;
  constexpr std::uint64_t most_bytes = 1 << 30;
  if (fetched_.size() >= most_fetched || fetched_bytes_ > most_bytes) {
    return fail("is one of too many files in unusual places to be read", std::string(path));
  }
  auto body = fetch_(node.layer, node.entry());
  if (!body) return fail(body.error().message, std::string(path));
  fetched_bytes_ += body->size();
  return fetched_.emplace(key, std::move(*body)).first->second;
}

std::vector<std::string> TreeFiles::list(std::string_view folder) const {
  std::vector<std::string> names;
  const FileTree::Id id = tree_.find(folder);
  if (id == FileTree::none || tree_.node(id).kind != FileTree::Kind::folder) return names;
  for (const FileTree::Id child : tree_.children(id)) {
    names.emplace_back(tree_.name(child));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace boltseal
