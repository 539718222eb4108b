#include <string>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/inspect/container.h"
#include "sources/source.h"
#include "sources/yaml/json.h"

namespace boltseal {
namespace {

bool claims_path(std::string_view) { return false; }

// What Docker and Podman print is a list of objects that begin with their id; only containers have
// a HostConfig.
bool claims_text(std::string_view, std::string_view text) {
  constexpr std::size_t enough = 200;
  const std::string_view begin = trim(text.substr(0, enough));
  return (begin.starts_with('[') || begin.starts_with('{')) &&
         begin.find("\"Id\"") != std::string_view::npos &&
         text.find("\"HostConfig\"") != std::string_view::npos;
}

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  if (const Result<void> parsed = yaml::parse_json(document, tree); !parsed) {
    reader.inventory.errors.push_back(parsed.error());
    return;
  }
  if (tree.documents.empty() || tree.documents.front() == nullptr) return;
  const yaml::Node& root = *tree.documents.front();
  const std::vector<const yaml::Node*> alone = {&root};
  for (const yaml::Node* const each : root.is_sequence() ? root.items : alone) {
    const yaml::Fields object(each);
    if (inspect::is_container(object)) {
      reader.inventory.workloads.push_back(inspect::read_container(object));
    } else {
      reader.inventory.errors.push_back(
          document.error("is no container as docker inspect or podman inspect tells it", each->span,
                         "name containers, not images or networks"));
    }
  }
}

Result<std::vector<Edit>> write(const Document&, const Change&) {
  return fail("a container cannot be edited: change what it is made from, and make it anew");
}

}  // namespace

extern const Source inspect_source{
    .name = "inspect",
    .title = "container of Docker or Podman",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = commands::spell,
};

}  // namespace boltseal
