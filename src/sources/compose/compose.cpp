#include "sources/compose/compose.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"
#include "sources/compose/file_set.h"
#include "sources/compose/keys.h"
#include "sources/compose/mentions.h"
#include "sources/compose/service.h"
#include "sources/compose/values.h"
#include "sources/compose/write.h"

namespace boltseal {
namespace compose {
namespace {

using yaml::Entry;
using yaml::Node;

bool claims_path(std::string_view path) { return role_of(path).kind != FileRole::Kind::none; }

bool claims_text(std::string_view path, std::string_view text) {
  const std::string name = to_lower(base_name(path));
  const bool may_be =
      name.ends_with(".yaml") || name.ends_with(".yml") || name.find('.') == std::string::npos;
  return may_be && looks_like_compose(text);
}

// A named part of the project: `services`, `volumes` …
std::vector<Entry> section(Project& project, std::string_view name) {
  const Node* const node = project.root->get(name);
  if (node == nullptr || node->is_null()) return {};
  if (!node->is_mapping()) {
    project.error(*node, std::string(name) + " must be a mapping", "Write NAME: below it");
    return {};
  }
  return yaml::merged_entries(*node);
}

Network read_network(Project& project, const Entry& entry) {
  Network network;
  network.name = entry.key->value;
  network.site = entry.key->origin();
  const Node& node = *entry.value;
  if (!node.is_mapping()) return network;
  check_keys(project, node, "network");
  if (auto driver = scalar_of(project, node.get("driver"))) network.driver = driver->text;
  network.internal = bool_of(project, node.get("internal"));
  const Node* const external = node.get("external");
  if (external && (external->is_mapping() || !bool_of(project, external).is(false))) {
    network.external = true;
    const Origin origin = external->origin();
    network.internal = Value<bool>::unknown(origin);
    network.encrypted = Value<bool>::unknown(origin);
    network.inter_container_communication = Value<bool>::unknown(origin);
  }
  const Node* const options = node.get("driver_opts");
  if (options == nullptr || !options->is_mapping()) return network;
  if (const Node* encrypted = options->get("encrypted")) {
    // The overlay driver looks at the key alone: "" turns it on.
    const auto text = scalar_of(project, encrypted);
    network.encrypted =
        text && !text->text.is_known()
            ? Value<bool>::unknown(text->origin)
            : Value<bool>::known(!text || text->text.bytes() != "false", encrypted->origin());
  }
  network.inter_container_communication =
      bool_of(project, options->get("com.docker.network.bridge.enable_icc"));
  return network;
}

Member member_of(const Workload& workload) {
  const Facts& facts = workload.levels.back().facts;
  Member member;
  member.name = workload.name;
  member.site = workload.levels.back().site;
  if (const auto& labels = facts.get(fact::labels); labels.is_known()) member.labels = *labels;
  if (const auto& networks = facts.get(fact::networks); networks.is_known()) {
    member.networks = *networks;
  }
  if (const auto& mode = facts.get(fact::network_mode); mode.is_known()) {
    member.network_mode = *mode;
  } else if (member.networks.empty()) {
    member.networks.push_back({Text("default"), member.site});
  }
  if (const auto& links = facts.get(fact::links); links.is_known()) member.links = *links;
  member.publishes = facts.states(Fact::published_ports);
  return member;
}

void read_model(Project& project, const Document& document, Inventory& inventory) {
  check_keys(project, *project.root, "top");
  Definitions volumes;
  const std::vector<Entry> volume_entries = section(project, "volumes");
  for (const Entry& entry : volume_entries) {
    volumes.emplace(entry.key->value, entry.value);
    if (entry.value->is_mapping()) check_keys(project, *entry.value, "named_volume");
  }
  boltseal::Project model;
  model.platform = Platform::docker;
  model.name = document.path();
  model.open = project.open;
  for (const Entry& entry : section(project, "networks")) {
    model.networks.push_back(read_network(project, entry));
  }
  const std::vector<Entry> services = section(project, "services");
  HostNames names = host_names_of(project, services);
  for (const Entry& entry : services) {
    if (entry.key->value.starts_with("x-")) continue;
    if (!entry.value->is_mapping()) {
      project.error(entry.value->span.empty() ? *entry.key : *entry.value,
                    "the service " + sanitize(entry.key->value) + " must be a mapping",
                    "Give it an image or a build");
      continue;
    }
    Workload workload = read_service(project, entry, volumes);
    model.members.push_back(member_of(workload));
    find_mentions(project, entry, workload, names, model.members.back());
    inventory.workloads.push_back(std::move(workload));
  }
  if (!model.members.empty() || !model.networks.empty()) {
    inventory.projects.push_back(std::move(model));
  }
}

/// Whether a service cannot run as it stands there alone.
bool is_fragment(const Node& service) {
  return service.is_mapping() && !service.get("image") && !service.get("build") &&
         !service.get("extends") && !service.get("provider");
}

/// Whether a variant changes services that the base defines instead of defining its own.
bool overrides(const Document& variant, const std::string& base_path, Reader& reader) {
  yaml::Tree tree;
  yaml::Tree base_tree;
  if (!yaml::parse(variant, tree) || tree.documents.empty()) return false;
  const Result<const File*> file = reader.open(base_path);
  if (!file) return false;
  const Document base(**file);
  if (!yaml::parse(base, base_tree) || base_tree.documents.empty()) return false;
  const Node* const services = tree.documents.front()->get("services");
  const Node* const base_services = base_tree.documents.front()->get("services");
  if (!services || !base_services) return false;
  std::unordered_set<std::string_view> defined;
  for (const Entry& entry : yaml::merged_entries(*base_services)) defined.insert(entry.key->value);
  const std::vector<Entry> entries = yaml::merged_entries(*services);
  return std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
    return is_fragment(*entry.value) && defined.contains(entry.key->value);
  });
}

/// The files that are read together with a document; none when its base file draws it in.
std::vector<std::string> file_set(const Document& document, Reader& reader) {
  const std::string& path = document.path();
  switch (role_of(path).kind) {
    case FileRole::Kind::base: {
      const std::string over = override_beside(path, reader.files);
      // With several base names in a folder, Compose takes the first.
      if (over.empty() || base_beside(path, reader.files) != path) return {path};
      return {path, over};
    }
    case FileRole::Kind::override_file:
      if (!base_beside(path, reader.files).empty()) return {};
      return {path};
    case FileRole::Kind::variant: {
      const std::string base = base_beside(path, reader.files);
      if (!base.empty() && overrides(document, base, reader)) return {base, path};
      return {path};
    }
    case FileRole::Kind::none: break;
  }
  return {path};
}

void read(const Document& document, Reader& reader) {
  Project project(reader);
  if (document.is_embedded()) {
    project.load_embedded(document);
  } else {
    const std::vector<std::string> paths = file_set(document, reader);
    if (paths.empty()) return;
    project.load(paths, &document);
  }
  if (project.root) read_model(project, document, reader.inventory);
  for (Error& error : project.errors) reader.inventory.errors.push_back(std::move(error));
}

}  // namespace
}  // namespace compose

extern const Source compose_source{
    .name = "compose",
    .title = "Compose file",
    .claims_path = compose::claims_path,
    .claims_text = compose::claims_text,
    .read = compose::read,
    .write = compose::write,
    .spell = compose::spell,
};

}  // namespace boltseal
