#include <string>
#include <string_view>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/image_build.h"
#include "sources/source.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

using yaml::Node;

bool claims_path(std::string_view path) {
  const std::string_view name = base_name(path);
  return name == "skaffold.yaml" || name == "skaffold.yml";
}

bool claims_text(std::string_view, std::string_view) { return false; }

const Node* mapping(const Node& node, std::string_view key) {
  const Node* const value = node.get(key);
  return value != nullptr && value->is_mapping() ? value : nullptr;
}

std::string text(const Node* node, std::string_view key, std::string_view otherwise) {
  const Node* const value = node != nullptr ? node->get(key) : nullptr;
  return std::string(value != nullptr && value->is_scalar() ? std::string_view(value->value)
                                                            : otherwise);
}

/// Skaffold's own templates (`{{.VERSION}}`) are filled in when it runs.
Text filled_in(std::string_view written) {
  return written.find("{{") == std::string_view::npos ? Text(std::string(written))
                                                      : Text::unknown(std::string(written));
}

/// `build.artifacts` (skaffold.dev, "skaffold.yaml"): the names under which manifests know images,
/// and what they are built from.
void read_artifacts(const Document& document, const Node& root, Reader& reader) {
  const Node* const build = mapping(root, "build");
  const Node* const artifacts = build != nullptr ? build->get("artifacts") : nullptr;
  if (artifacts == nullptr || !artifacts->is_sequence()) return;
  for (const Node* artifact : artifacts->items) {
    if (!artifact->is_mapping()) continue;
    const Node* const image = artifact->get("image");
    if (image == nullptr || !image->is_scalar() || image->value.empty()) continue;
    ImageBuild built;
    built.name = parse_image_reference(filled_in(image->value));
    built.folder = directory_of(document.path());
    built.folder_is_sure = !document.is_embedded();
    built.request.origin = image->origin();
    // Docker is the default; the other builders need no Dockerfile, but kaniko.
    const Node* docker = mapping(*artifact, "docker");
    if (docker == nullptr) docker = mapping(*artifact, "kaniko");
    bool other = false;
    for (const std::string_view key : {"bazel", "jib", "buildpacks", "custom", "ko"}) {
      other = other || artifact->get(key) != nullptr;
    }
    const Text context = filled_in(text(artifact, "context", "."));
    const Text file = filled_in(text(docker, "dockerfile", "Dockerfile"));
    if (!other && context.is_known() && file.is_known()) {
      built.request.dockerfile = commands::dockerfile_in(context.bytes(), file.bytes());
    }
    built.request.target = filled_in(text(docker, "target", {}));
    if (const Node* arguments = docker != nullptr ? mapping(*docker, "buildArgs") : nullptr) {
      for (const yaml::Entry& entry : yaml::merged_entries(*arguments)) {
        if (!entry.value->is_scalar()) continue;
        built.request.arguments.push_back(
            {std::string(entry.key->value), filled_in(entry.value->value), entry.value->origin()});
      }
    }
    reader.inventory.image_builds.push_back(std::move(built));
  }
}

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  if (const auto parsed = yaml::parse(document, tree); !parsed) {
    reader.inventory.errors.push_back(parsed.error());
  }
  for (const Node* root : tree.documents) {
    if (root == nullptr || !root->is_mapping()) continue;
    read_artifacts(document, *root, reader);
    const Node* const profiles = root->get("profiles");
    if (profiles == nullptr || !profiles->is_sequence()) continue;
    for (const Node* profile : profiles->items) {
      if (profile->is_mapping()) read_artifacts(document, *profile, reader);
    }
  }
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  return fail("Skaffold's configuration says nothing of how a container runs", document.file().path,
              change.at.span);
}

std::string spell(const Document&, const Change&) { return {}; }

}  // namespace

extern const Source skaffold_source{
    .name = "skaffold",
    .title = "Skaffold configuration",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = spell,
};

}  // namespace boltseal
