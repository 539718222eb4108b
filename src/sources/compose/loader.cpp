#include "sources/compose/loader.h"

#include <algorithm>

#include "base/text.h"
#include "sources/compose/compose.h"
#include "sources/compose/file_set.h"
#include "sources/compose/keys.h"

namespace boltseal::compose {
namespace {

using yaml::Entry;
using yaml::Node;

// More files than this draw one another in only by mistake or malice.
constexpr std::size_t file_limit = 200;
constexpr std::size_t include_depth = 16;
constexpr std::size_t extends_depth = 64;
// The largest public Compose files have some 20,000 nodes.
constexpr yaml::Limits limits{.depth = 200, .nodes = 500'000};

bool is_remote(std::string_view path) {
  return path.find("://") != std::string_view::npos || path.starts_with("git@") ||
         path.starts_with("oci:");
}

}  // namespace

const Node* Loader::files(const std::vector<std::string>& paths, const Document* given,
                          const std::string& directory,
                          std::shared_ptr<const Environment> environment) {
  const Node* merged = nullptr;
  for (const std::string& path : paths) {
    const Document* const here = given && given->path() == path ? given : nullptr;
    Layer* const layer = open(path, here, directory, environment);
    if (layer == nullptr) continue;
    const Node* root = root_of(*layer);
    if (root) root = with_includes(*root, *layer);
    if (root) root = with_extends(*root, *layer, merged);
    if (root == nullptr) continue;
    if (merged == nullptr) {
      merged = root;
      continue;
    }
    Path at;
    const Result<const Node*> both = project_.merger().merge(*merged, *root, at);
    if (!both) {
      project_.errors.push_back(both.error());
      continue;
    }
    merged = *both;
  }
  return merged ? without_resets(*merged) : nullptr;
}

const Node* Loader::document(const Document& document, const std::string& directory,
                             std::shared_ptr<const Environment> environment, const Node* below) {
  Layer* const layer = open(document.path(), &document, directory, std::move(environment));
  const Node* root = layer ? root_of(*layer) : nullptr;
  if (root) root = with_includes(*root, *layer);
  if (root) root = with_extends(*root, *layer, below);
  return root;
}

std::shared_ptr<const Environment> Loader::environment_of(
    const std::string& directory, const std::vector<std::string>& files,
    const std::shared_ptr<const Environment>& outer) {
  auto environment = std::make_shared<Environment>();
  std::vector<std::string> paths = files;
  if (paths.empty()) paths.push_back(resolve(directory, ".env"));
  for (const std::string& path : paths) {
    if (!project_.reader().files.exists(path)) continue;
    const Result<const File*> file = project_.reader().open(path);
    if (!file) {
      project_.errors.push_back(file.error());
      continue;
    }
    for (auto& [name, variable] : read_env_file(**file)) (*environment)[name] = variable;
  }
  if (outer) {
    for (const auto& [name, variable] : *outer) (*environment)[name] = variable;
  }
  return environment;
}

Layer* Loader::open(const std::string& path, const Document* given, const std::string& directory,
                    std::shared_ptr<const Environment> environment) {
  if (++files_ > file_limit) {
    if (files_ == file_limit + 1) {
      project_.errors.push_back(Error{"the project draws in more than 200 files", path, {}, {}});
    }
    project_.open = true;
    return nullptr;
  }
  if (given == nullptr) {
    const Result<const File*> file = project_.reader().open(path);
    if (!file) {
      project_.errors.push_back(file.error());
      project_.open = true;
      return nullptr;
    }
    project_.layers_.push_back(
        std::make_unique<Layer>(Layer{Document(**file), {}, directory, std::move(environment)}));
    project_.reader().remember(project_.layers_.back()->document, compose_source);
  } else {
    project_.layers_.push_back(
        std::make_unique<Layer>(Layer{*given, {}, directory, std::move(environment)}));
  }
  Layer* const layer = project_.layers_.back().get();
  project_.by_document_[&layer->document] = layer;
  has_resets_ = has_resets_ || layer->document.text().find("!reset") != std::string_view::npos;
  return layer;
}

const Node* Loader::root_of(Layer& layer) {
  const Result<void> parsed = yaml::parse(layer.document, layer.tree, limits);
  if (!parsed) {
    project_.errors.push_back(parsed.error());
    return nullptr;
  }
  for (const yaml::Duplicate& duplicate : layer.tree.duplicates) {
    project_.errors.push_back(yaml::error_of(duplicate));
    break;  // Compose stops at the first as well
  }
  const Node* root = nullptr;
  for (const Node* next : layer.tree.documents) {
    if (next->is_null()) continue;
    if (!next->is_mapping()) {
      project_.error(*next, "a Compose file must be a mapping with the key services",
                     "Begin the file with services:");
      return nullptr;
    }
    if (root == nullptr) {
      root = next;
      continue;
    }
    // Further documents of one file override those before.
    Path at;
    const Result<const Node*> both = project_.merger().merge(*root, *next, at);
    if (!both) {
      project_.errors.push_back(both.error());
      break;
    }
    root = *both;
  }
  return root;
}

const Node* Loader::with_includes(const Node& root, const Layer& layer) {
  const Node* const includes = root.get("include");
  if (includes == nullptr) return &root;
  std::vector<Entry> without = yaml::merged_entries(root);
  std::erase_if(without, [](const Entry& entry) { return entry.key->value == "include"; });
  const Node* merged = &project_.merger().make_mapping(root, without);
  if (!includes->is_sequence()) {
    project_.error(*includes, "include must be a list of files", "Write - FILE for each");
    return merged;
  }
  if (project_.is_embedded()) project_.open = true;
  for (const Node* item : includes->items) {
    if (project_.is_embedded()) break;
    if (const Node* from = included(*item, layer)) merged = import(*merged, *from);
  }
  return merged;
}

const Node* Loader::included(const Node& item, const Layer& layer) {
  std::vector<std::string> paths;
  std::vector<std::string> env_files;
  std::string directory;
  const auto add = [&](std::vector<std::string>& into, const Node& node) {
    if (!node.is_scalar()) {
      project_.error(node, "the path of a file is expected here");
      return;
    }
    const Expanded path = project_.expand(node);
    if (!path.text.is_known() || is_remote(path.text.bytes())) {
      project_.open = true;
    } else {
      into.push_back(resolve(layer.directory, path.text.bytes()));
    }
  };
  const auto add_all = [&](std::vector<std::string>& into, const Node* node) {
    if (node == nullptr) return;
    if (!node->is_sequence()) return add(into, *node);
    for (const Node* each : node->items) add(into, *each);
  };
  if (item.is_mapping()) {
    check_keys(project_, item, "include");
    add_all(paths, item.get("path"));
    add_all(env_files, item.get("env_file"));
    if (const Node* node = item.get("project_directory"); node && node->is_scalar()) {
      const Expanded path = project_.expand(*node);
      if (path.text.is_known()) directory = resolve(layer.directory, path.text.bytes());
    }
  } else {
    add(paths, item);
  }
  if (paths.empty()) return nullptr;
  if (std::find(including_.begin(), including_.end(), paths.front()) != including_.end() ||
      paths.front() == layer.document.path()) {
    project_.error(item, "the file includes itself: " + sanitize(paths.front()),
                   "Remove this include");
    return nullptr;
  }
  if (including_.size() >= include_depth) {
    project_.error(item, "files include one another more than 16 deep", "Include them directly");
    return nullptr;
  }
  for (const std::string& path : paths) {
    if (!project_.reader().files.exists(path)) {
      project_.error(item, "the included file " + sanitize(path) + " cannot be found",
                     "Correct the path");
      project_.open = true;
      return nullptr;
    }
  }
  if (directory.empty()) directory = directory_of(paths.front());
  including_.push_back(layer.document.path());
  const Node* const root =
      files(paths, nullptr, directory, environment_of(directory, env_files, layer.environment));
  including_.pop_back();
  return root;
}

const Node* Loader::import(const Node& root, const Node& from) {
  std::vector<Entry> sections = yaml::merged_entries(root);
  for (const Entry& section : yaml::merged_entries(from)) {
    static constexpr std::string_view imported[] = {"services", "networks", "volumes",
                                                    "secrets",  "configs",  "models"};
    const std::string_view name = section.key->value;
    if (std::find(std::begin(imported), std::end(imported), name) == std::end(imported)) continue;
    const auto slot = std::ranges::find_if(
        sections, [&](const Entry& entry) { return entry.key->value == name; });
    if (slot == sections.end()) {
      sections.push_back(section);
      continue;
    }
    if (!slot->value->is_mapping() || !section.value->is_mapping()) continue;
    std::vector<Entry> both = yaml::merged_entries(*slot->value);
    std::unordered_map<std::string_view, const Entry*> own;
    for (const Entry& entry : slot->value->entries) own.emplace(entry.key->value, &entry);
    for (const Entry& entry : yaml::merged_entries(*section.value)) {
      const auto same = own.find(entry.key->value);
      if (same == own.end()) {
        both.push_back(entry);
      } else if (yaml::emit(*same->second->value) != yaml::emit(*entry.value)) {
        project_.error(*same->second->key,
                       std::string(name) + "." + sanitize(entry.key->value) +
                           " is also defined in the included file " +
                           sanitize(entry.key->document->path()),
                       "Rename one of the two, or change it in an override file");
      }
    }
    slot->value = &project_.merger().make_mapping(*slot->value, both);
  }
  return &project_.merger().make_mapping(root, sections);
}

const Node* Loader::with_extends(const Node& root, const Layer& layer, const Node* below) {
  const Node* const services = root.get("services");
  if (services == nullptr || !services->is_mapping()) return &root;
  std::vector<Entry> entries = yaml::merged_entries(*services);
  if (std::none_of(entries.begin(), entries.end(), [](const Entry& entry) {
        return entry.value->is_mapping() && entry.value->get("extends");
      })) {
    return &root;
  }
  for (Entry& entry : entries) {
    const Layer* const home = project_.layer_of(*entry.value);
    entry.value = extended(*entry.value, entry.key->value, *services, home ? *home : layer, below);
  }
  const Node& resolved = project_.merger().make_mapping(*services, entries);
  std::vector<Entry> sections = yaml::merged_entries(root);
  for (Entry& section : sections) {
    if (section.key->value == "services") section.value = &resolved;
  }
  return &project_.merger().make_mapping(root, sections);
}

const Node* Loader::extended(const Node& service, std::string_view name, const Node& services,
                             const Layer& layer, const Node* below) {
  const Node* const extends = service.is_mapping() ? service.get("extends") : nullptr;
  if (extends == nullptr) return &service;
  const auto key = std::pair{&services, std::string(name)};
  if (const auto known = extended_.find(key); known != extended_.end()) return known->second;

  std::vector<Entry> entries = yaml::merged_entries(service);
  std::erase_if(entries, [](const Entry& entry) { return entry.key->value == "extends"; });
  const Node& own = project_.merger().make_mapping(service, entries);
  const Node* result = &own;
  const Extending here{layer.document.path(), std::string(name)};
  if (std::find(extending_.begin(), extending_.end(), here) != extending_.end()) {
    project_.error(*extends, "the service " + sanitize(name) + " extends itself in a circle",
                   "Break the circle of extends");
    mark_open(own, *extends);
    return result;
  }
  if (extending_.size() >= extends_depth) {
    project_.error(*extends, "services extend one another more than 64 deep",
                   "Extend a service directly");
    mark_open(own, *extends);
    return result;
  }
  extending_.push_back(here);
  const Node* const base = base_of(*extends, services, layer, below);
  extending_.pop_back();
  if (base == nullptr) {
    mark_open(own, *extends);
  } else if (base->is_mapping()) {
    Path at = {"services", name};
    const Result<const Node*> merged = project_.merger().merge(*base, own, at);
    if (!merged) {
      project_.errors.push_back(merged.error());
    } else {
      result = *merged;
    }
    if (project_.open_service(*base)) mark_open(*result, *extends);
  }
  extended_[key] = result;
  return result;
}

const Node* Loader::base_of(const Node& extends, const Node& services, const Layer& layer,
                            const Node* below) {
  const Node* const name_node = extends.is_mapping() ? extends.get("service") : &extends;
  const Node* const file_node = extends.is_mapping() ? extends.get("file") : nullptr;
  if (extends.is_mapping()) check_keys(project_, extends, "extends");
  if (name_node == nullptr || !name_node->is_scalar()) {
    project_.error(extends, "extends does not say which service it extends",
                   "Write extends: {service: NAME}");
    return nullptr;
  }
  const Text name = project_.expand(*name_node).text;
  if (!name.is_known()) return nullptr;

  const Node* pool = &services;
  const Layer* home = &layer;
  if (file_node != nullptr && file_node->is_scalar() && !file_node->is_null()) {
    const Text file = project_.expand(*file_node).text;
    if (!file.is_known() || is_remote(file.bytes()) || project_.is_embedded()) return nullptr;
    const std::string path = resolve(layer.directory, file.bytes());
    if (path != layer.document.path()) {
      auto known = roots_.find(path);
      if (known == roots_.end()) {
        const Node* root = nullptr;
        if (!project_.reader().files.exists(path)) {
          project_.error(*file_node, "the file " + sanitize(path) + " cannot be found",
                         "Correct the path");
        } else if (Layer* opened = open(path, nullptr, directory_of(path), layer.environment)) {
          root = root_of(*opened);
          // A base file is a project of its own as well.
          if (role_of(path).kind != FileRole::Kind::base) project_.reader().absorb(path);
        }
        known = roots_.emplace(path, root).first;
      }
      if (known->second == nullptr) return nullptr;
      pool = known->second->get("services");
      home = project_.layer_of(*known->second);
      below = nullptr;
    }
  }
  const Node* base = pool && pool->is_mapping() ? pool->get(name.bytes()) : nullptr;
  if (base == nullptr && below != nullptr) {
    const Node* const lower = below->get("services");
    base = lower && lower->is_mapping() ? lower->get(name.bytes()) : nullptr;
    if (base) return base;  // already resolved
  }
  if (base == nullptr) {
    project_.error(*name_node,
                   "there is no service " + sanitize(name.bytes()) + " that could be extended",
                   "Correct the name");
    return nullptr;
  }
  return extended(*base, name.bytes(), *pool, home ? *home : layer, below);
}

void Loader::mark_open(const Node& service, const Node& because) {
  project_.open_services_.emplace(&service, because.origin());
}

// Depth is that of the trees, which the parser bounds.
const Node* Loader::without_resets(const Node& node) {
  if (!has_resets_) return &node;
  bool changed = false;
  std::vector<const Node*> items;
  std::vector<Entry> entries;
  for (const Node* item : node.items) {
    if (item->tag == "!reset") {
      changed = true;
      continue;
    }
    items.push_back(without_resets(*item));
    changed = changed || items.back() != item;
  }
  for (const Entry& entry : node.entries) {
    if (entry.value->tag == "!reset") {
      changed = true;
      continue;
    }
    entries.push_back(entry);
    entries.back().value = without_resets(*entry.value);
    changed = changed || entries.back().value != entry.value;
  }
  if (!changed) return &node;
  Node& copy = project_.merger().make_mapping(node, entries);
  copy.kind = node.kind;
  copy.style = node.style;
  copy.items = project_.merger().keep(items);
  if (const auto open = project_.open_services_.find(&node);
      open != project_.open_services_.end()) {
    const Origin because = open->second;
    project_.open_services_.emplace(&copy, because);
  }
  return &copy;
}

}  // namespace boltseal::compose
