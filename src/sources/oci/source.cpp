#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/oci/container.h"
#include "sources/source.h"
#include "sources/yaml/fields.h"

namespace boltseal {
namespace {

bool claims_path(std::string_view) { return false; }

// A bundle's config.json, and what ctr and crictl print around it. In a schema for these the
// version is no string.
bool claims_text(std::string_view, std::string_view text) {
  const std::string_view begin = trim(text.substr(0, 64));
  if (!begin.starts_with('{') && !begin.starts_with('[')) return false;
  constexpr std::string_view version = "\"ociVersion\"";
  const std::size_t found = text.find(version);
  if (found == std::string_view::npos) return false;
  const std::size_t value = text.find_first_not_of(" \t\r\n:", found + version.size());
  return value != std::string_view::npos && text[value] == '"' &&
         text.find("\"process\"") != std::string_view::npos;
}

// "web" of "bundles/web/config.json"; other names say nothing of whose configuration it is.
std::string_view folder_of(std::string_view path) {
  constexpr std::string_view name = "/config.json";
  if (!path.ends_with(name)) return {};
  path.remove_suffix(name.size());
  return path.substr(path.rfind('/') + 1);
}

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  for (const yaml::Node* const each : yaml::objects_of(document, tree, reader.inventory.errors)) {
    auto workload = oci::read_container(yaml::Fields(each), folder_of(document.path()));
    if (workload) {
      reader.inventory.workloads.push_back(std::move(*workload));
    } else {
      reader.inventory.errors.push_back(
          document.error("is no container of Linux as the OCI runtime specification writes it",
                         each->span, "name a bundle's config.json"));
    }
  }
}

Result<std::vector<Edit>> write(const Document&, const Change&) {
  return fail("an engine writes this file: change what the container is made from");
}

// nerdctl has Docker's options; what a pod is made from is a manifest, which is not this one's.
std::string spell(const Document& document, const Change& change) {
  const bool is_pod = document.text().find("\"io.kubernetes.") != std::string_view::npos;
  return is_pod ? std::string() : commands::spell(document, change);
}

}  // namespace

extern const Source oci_source{
    .name = "oci",
    .title = "configuration of an OCI runtime",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal
