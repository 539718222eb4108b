#include "sources/source.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/containers/containers.h"
#include "sources/toml/toml.h"
#include "sources/yaml/json.h"

namespace boltseal {
namespace {

using toml_text::Option;
using toml_text::Said;

constexpr std::array storage_options = {
    Option{"storage", "driver", toml_text::Form::text, Fact::storage_driver},
};

bool is_in(std::string_view path, std::string_view folder) {
  const std::size_t slash = path.rfind('/');
  return slash != std::string_view::npos && path.ends_with(".conf") &&
         base_name(path.substr(0, slash)) == folder;
}

enum class Kind { containers, registries, storage, policy, none };

Kind kind_of(std::string_view path) {
  const std::string_view name = base_name(path);
  if (name == "containers.conf" || is_in(path, "containers.conf.d")) return Kind::containers;
  if (name == "registries.conf" || is_in(path, "registries.conf.d")) return Kind::registries;
  if (name == "storage.conf" || is_in(path, "storage.conf.d")) return Kind::storage;
  if (path.ends_with("containers/policy.json")) return Kind::policy;
  return Kind::none;
}

bool claims_path(std::string_view path) { return kind_of(path) != Kind::none; }

// A policy.json that stands somewhere else; many programs have one.
bool claims_text(std::string_view path, std::string_view text) {
  if (base_name(path) != "policy.json") return false;
  constexpr std::array<std::string_view, 4> types = {"\"insecureAcceptAnything\"", "\"signedBy\"",
                                                     "\"sigstoreSigned\"", "\"reject\""};
  for (const std::string_view type : types) {
    if (text.find(type) != std::string_view::npos) return true;
  }
  return false;
}

// Other programs have a storage.conf, too.
bool is_somebody_elses(const Document& document) {
  return kind_of(document.path()) == Kind::storage &&
         document.text().find("[storage") == std::string_view::npos;
}

void read(const Document& document, Reader& reader) {
  if (is_somebody_elses(document)) return;
  Kind kind = kind_of(document.path());
  if (kind == Kind::none && document.path().ends_with(".json")) kind = Kind::policy;
  yaml::Tree tree;
  const Result<void> parsed =
      kind == Kind::policy ? yaml::parse_json(document, tree) : yaml::parse_toml(document, tree);
  if (!parsed) {
    reader.inventory.errors.push_back(parsed.error());
    return;
  }
  const yaml::Fields root(tree.documents.front());
  Said said;
  switch (kind) {
    case Kind::containers: containers::read_containers_conf(root, said); break;
    case Kind::registries: containers::read_registries_conf(root, said); break;
    case Kind::storage: toml_text::read_options(root, storage_options, said); break;
    case Kind::policy: containers::read_policy(root, said); break;
    case Kind::none:  // what an environment names: CONTAINERS_CONF=/opt/site.toml
      containers::read_containers_conf(root, said);
      containers::read_registries_conf(root, said);
      toml_text::read_options(root, storage_options, said);
      break;
  }
  toml_text::add_settings(std::move(said), "podman", Platform::podman, document, reader);
}

std::span<const Option> options_of(std::string_view path) {
  switch (kind_of(path)) {
    case Kind::containers: return containers::containers_conf_options();
    case Kind::storage: return storage_options;
    default: return {};
  }
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  return toml_text::write_option(document, change, options_of(document.path()));
}

std::string spell(const Document& document, const Change& change) {
  return toml_text::spell_option(change, options_of(document.path()));
}

}  // namespace

extern const Source containers_source{
    .name = "containers",
    .title = "configuration of Podman, Buildah and CRI-O (containers.conf, registries.conf …)",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal
