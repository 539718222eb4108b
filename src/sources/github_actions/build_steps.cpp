#include "sources/github_actions/build_steps.h"

#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/text.h"

namespace boltseal::github_actions {
namespace {

using yaml::Node;

const Node* input_of(const Node& step, std::string_view key) {
  const Node* const with = step.get("with");
  const Node* const value = with != nullptr && with->is_mapping() ? with->get(key) : nullptr;
  return value != nullptr && value->is_scalar() ? value : nullptr;
}

bool uses(const Node& step, std::string_view action) {
  const Node* const used = step.get("uses");
  return used != nullptr && used->is_scalar() &&
         std::string_view(used->value).substr(0, used->value.find('@')) == action;
}

// The entries of an input that is a list: one a line, or between commas.
std::vector<std::string_view> entries_of(const Node* node) {
  std::vector<std::string_view> entries;
  if (node == nullptr) return entries;
  for (const std::string_view line : split(node->value, '\n')) {
    for (const std::string_view entry : split(line, ',')) {
      if (!trim(entry).empty()) entries.push_back(trim(entry));
    }
  }
  return entries;
}

// "meta" of "${{ steps.meta.outputs.tags }}"
std::string_view step_behind(std::string_view entry) {
  if (!entry.starts_with("${{") || !entry.ends_with("}}")) return {};
  entry = trim(entry.substr(3, entry.size() - 5));
  if (!entry.starts_with("steps.") || !entry.ends_with(".outputs.tags")) return {};
  return entry.substr(6, entry.size() - 6 - std::string_view(".outputs.tags").size());
}

class BuildSteps {
 public:
  BuildSteps(const Document& document, const Node& steps, Reader& reader)
      : document_(document), steps_(steps), reader_(reader) {}

  void read() {
    for (const Node* step : steps_.items) {
      if (step->is_mapping() && uses(*step, "docker/build-push-action")) build(*step);
    }
  }

 private:
  void build(const Node& step) {
    ImageBuild build;
    build.request.origin = step.get("uses")->origin();
    if (const Node* target = input_of(step, "target")) {
      build.request.target = filled_in(target->value);
    }
    if (const Node* arguments = input_of(step, "build-args")) {
      for (const std::string_view line : split(arguments->value, '\n')) {
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        build.request.arguments.push_back({std::string(trim(line.substr(0, equals))),
                                           filled_in(trim(line.substr(equals + 1))),
                                           arguments->origin()});
      }
    }
    if (const auto workspace = workspace_of(document_)) {
      build.folder = workspace->path;
      build.folder_is_sure = workspace->is_sure;
      build.request.dockerfile = dockerfile(step);
    }
    for (const std::string_view entry : entries_of(input_of(step, "tags"))) {
      if (const std::string_view id = step_behind(entry); !id.empty()) {
        named_by(id, build);
      } else {
        add(entry, build);
      }
    }
  }

  void add(std::string_view name, const ImageBuild& build) {
    ImageBuild named = build;
    named.name = parse_image_reference(filled_in(name));
    reader_.inventory.image_builds.push_back(std::move(named));
  }

  void named_by(std::string_view id, const ImageBuild& build) {
    for (const Node* step : steps_.items) {
      if (!step->is_mapping() || !uses(*step, "docker/metadata-action")) continue;
      const Node* const own = step->get("id");
      if (own == nullptr || !own->is_scalar() || own->value != id) continue;
      const Node* const images = input_of(*step, "images");
      if (images == nullptr) continue;
      for (const std::string_view line : split(images->value, '\n')) {
        // An image a line, or `name=…,enable=…`; its tags are made at run time.
        std::string_view name = trim(line.substr(0, line.find(',')));
        if (name.starts_with("name=")) name.remove_prefix(5);
        if (!name.empty()) add(name, build);
      }
    }
  }

  // Seen from the workspace; empty when it is not known.
  static std::string dockerfile(const Node& step) {
    Text context(".");
    if (const Node* node = input_of(step, "context")) {
      std::string_view written = node->value;
      // The action's own way to say "the repository".
      constexpr std::string_view whole = "{{defaultContext}}";
      if (written.starts_with(whole)) {
        written.remove_prefix(whole.size());
        if (written.starts_with(':')) written.remove_prefix(1);
        if (written.empty()) written = ".";
      }
      context = filled_in(written);
    }
    if (!context.is_known() || commands::is_remote_context(context.bytes())) return {};
    const Node* const file = input_of(step, "file");
    if (file == nullptr) return commands::dockerfile_in(context.bytes(), {});
    const Text path = filled_in(file->value);
    return path.is_known() && !path.bytes().starts_with('/') ? path.bytes() : std::string();
  }

  const Document& document_;
  const Node& steps_;
  Reader& reader_;
};

}  // namespace

Text filled_in(std::string_view written) {
  Text text;
  while (!written.empty()) {
    const std::size_t open = written.find("${{");
    text.append(written.substr(0, open));
    if (open == std::string_view::npos) break;
    const std::size_t close = written.find("}}", open);
    const std::size_t end = close == std::string_view::npos ? written.size() : close + 2;
    text.append_unknown(written.substr(open, end - open));
    written.remove_prefix(end);
  }
  return text;
}

std::optional<commands::Folder> workspace_of(const Document& document) {
  if (document.is_embedded()) return std::nullopt;
  const std::string& path = document.path();
  for (const std::string_view folder : {".github/", ".gitea/", ".forgejo/"}) {
    const std::size_t at = path.rfind(folder);
    if (at == std::string::npos || (at > 0 && path[at - 1] != '/')) continue;
    // An action below .github is a part of the repository as well.
    return commands::Folder{at == 0 ? "." : at == 1 ? "/" : path.substr(0, at - 1), true};
  }
  return commands::Folder{directory_of(path), false};
}

void read_build_steps(const Document& document, const Node& steps, Reader& reader) {
  BuildSteps(document, steps, reader).read();
}

}  // namespace boltseal::github_actions
