#include "sources/source.h"

#include <string>
#include <string_view>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/containerd/containerd.h"
#include "sources/toml/toml.h"

namespace boltseal {
namespace {

bool is_hosts(std::string_view path) { return base_name(path) == "hosts.toml"; }

// Many a program has a config.toml, so its folder or its text has to tell.
bool claims_path(std::string_view path) {
  return path.ends_with("containerd/config.toml") || base_name(path) == "containerd.toml" ||
         (is_hosts(path) && path.find("certs.d/") != std::string_view::npos);
}

bool claims_text(std::string_view path, std::string_view text) {
  if (!path.ends_with(".toml")) return false;
  return text.find("io.containerd.") != std::string_view::npos ||
         text.find("[plugins.cri") != std::string_view::npos;
}

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  if (const Result<void> parsed = yaml::parse_toml(document, tree); !parsed) {
    reader.inventory.errors.push_back(parsed.error());
    return;
  }
  const yaml::Fields root(tree.documents.front());
  toml_text::Said said;
  if (is_hosts(document.path())) {
    containerd::read_hosts(root, said);
  } else {
    containerd::read_config(root, said);
  }
  toml_text::add_settings(std::move(said), "containerd", Platform::unknown, document, reader);
}

std::span<const toml_text::Option> options_of(const Document& document) {
  return is_hosts(document.path()) ? std::span<const toml_text::Option>() : containerd::options();
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  return toml_text::write_option(document, change, options_of(document));
}

std::string spell(const Document& document, const Change& change) {
  return toml_text::spell_option(change, options_of(document));
}

}  // namespace

extern const Source containerd_source{
    .name = "containerd",
    .title = "configuration of containerd",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal
