#include "sources/compose/effective.h"

#include "sources/compose/project.h"

namespace boltseal::compose {
namespace {

using yaml::Node;

// Expanding aliases and variables can make a document large; nobody reads more than this.
constexpr std::size_t output_limit = 32 << 20;

/// Copies a tree with everything resolved that the reader resolves on the way. Depth is that of the
/// trees, which the parser bounds.
class Resolver {
 public:
  Resolver(Project& project, yaml::Tree& tree) : project_(project), tree_(tree) {}

  const Node& run(const Node& node) {
    Node& copy = tree_.make();
    copy.kind = node.kind;
    copy.style = node.style;
    copy.document = node.document;
    copy.span = node.span;
    size_ += 16 + 2 * path_.size();
    if (too_large()) return copy;
    if (node.is_scalar()) {
      copy.value = needs_interpolation(node.value) ? tree_.keep(project_.expand(node).text.bytes())
                                                   : node.value;
      size_ += copy.value.size();
      return copy;
    }
    if (node.is_sequence()) {
      add_items(copy, project_.merger().without_replaced(node.items, path_));
    } else {
      add_entries(copy, yaml::merged_entries(node));
    }
    return copy;
  }

  bool too_large() const { return size_ > output_limit; }

 private:
  void add_items(Node& copy, std::vector<const Node*> items) {
    path_.push_back("[]");
    for (const Node*& item : items) {
      if (!too_large()) item = &run(*item);
    }
    path_.pop_back();
    copy.items = tree_.keep(items);
  }

  void add_entries(Node& copy, std::vector<yaml::Entry> entries) {
    for (yaml::Entry& entry : entries) {
      if (too_large()) break;
      path_.emplace_back(entry.key->value);
      size_ += entry.key->value.size();
      entry.value = &run(*entry.value);
      path_.pop_back();
    }
    copy.entries = tree_.keep(entries);
  }

  Project& project_;
  yaml::Tree& tree_;
  Path path_;
  std::size_t size_ = 0;
};

}  // namespace

Result<std::string> effective_text(const Files& files, const std::vector<std::string>& paths) {
  Inventory inventory;
  Reader reader(files, inventory);
  Project project(reader);
  project.load(paths);
  if (!project.errors.empty()) return std::unexpected(project.errors.front());
  if (project.root == nullptr) return std::string("{}\n");
  yaml::Tree tree;
  Resolver resolver(project, tree);
  const Node& resolved = resolver.run(*project.root);
  if (resolver.too_large()) {
    return std::unexpected(project.root->document->error(
        "the merged document would have more than 32 MiB", {0, 0}, "Use fewer aliases"));
  }
  if (!project.errors.empty()) return std::unexpected(project.errors.front());
  return yaml::emit(resolved);
}

}  // namespace boltseal::compose
