#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/commands/engine_access.h"
#include "sources/source.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

using yaml::Node;

// `extends` and anchors make a script a list of lists, in GitLab up to 10 deep.
constexpr int list_depth = 10;

bool claims_path(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  return name.ends_with(".gitlab-ci.yml") || name.ends_with(".gitlab-ci.yaml");
}

bool claims_text(std::string_view, std::string_view) { return false; }

void add_variables(const Node* variables, shell::Options& options) {
  if (variables == nullptr || !variables->is_mapping()) return;
  for (const yaml::Entry& entry : yaml::merged_entries(*variables)) {
    const Node* value = entry.value;
    if (value->is_mapping()) value = value->get("value");
    if (value == nullptr || !value->is_scalar()) continue;
    // A variable that is made of others is not followed.
    options.variables[std::string(entry.key->value)] =
        value->value.find('$') == std::string::npos ? Text(std::string(value->value))
                                                    : Text::unknown(std::string(value->value));
  }
}

Settings settings_of(const Node* variables) {
  Settings settings;
  if (variables == nullptr || !variables->is_mapping()) return settings;
  for (const yaml::Entry& entry : yaml::merged_entries(*variables)) {
    const Node* value = entry.value;
    if (value->is_mapping()) value = value->get("value");
    if (value == nullptr || !value->is_scalar()) continue;
    settings.push_back({std::string(entry.key->value),
                        value->value.find('$') == std::string::npos
                            ? Text(std::string(value->value))
                            : Text::unknown(std::string(value->value)),
                        value->origin()});
  }
  return settings;
}

class Pipeline {
 public:
  Pipeline(const Document& document, Reader& reader) : document_(document), reader_(reader) {}

  void read(const Node& root) {
    shell::Options options;
    add_variables(root.get("variables"), options);
    global_ = settings_of(root.get("variables"));
    commands::read_client_variables(document_, global_, reader_);
    job("pipeline", root, options);
    for (const yaml::Entry& entry : root.entries) {
      if (!entry.value->is_mapping()) continue;
      client_variables(*entry.value);
      job("job " + std::string(entry.key->value), *entry.value, options);
    }
  }

  std::vector<commands::Part> parts;

 private:
  void job(const std::string& name, const Node& node, shell::Options options) {
    add_variables(node.get("variables"), options);
    image(name, node.get("image"));
    if (const Node* services = node.get("services"); services && services->is_sequence()) {
      for (const Node* service : services->items) image(name, service);
    }
    // One shell reads before_script and script, another one after_script.
    options.session = shell::Session(options.variables);
    begins_ = true;
    for (const char* key : {"before_script", "script", "after_script"}) {
      if (key == std::string_view("after_script")) {
        options.session = shell::Session(options.variables);
        begins_ = true;
      }
      if (const Node* lines = node.get(key)) script(*lines, options, 0);
    }
  }

  /// The address that a job gives clients itself; whether TLS is asked for may stand above it.
  void client_variables(const Node& job) {
    Settings own = settings_of(job.get("variables"));
    if (own.empty()) return;
    for (const Setting& setting : global_) {
      if (setting.name == "DOCKER_TLS_VERIFY") own.push_back(setting);
    }
    commands::read_client_variables(document_, own, reader_);
  }

  void image(const std::string& name, const Node* node) {
    if (node != nullptr && node->is_mapping()) node = node->get("name");
    if (node == nullptr || !node->is_scalar() || node->value.empty()) return;
    Text text;
    // GitLab fills in $NAME before the runner sees it.
    const std::size_t dollar = node->value.find('$');
    text.append(std::string_view(node->value).substr(0, dollar));
    if (dollar != std::string::npos) {
      std::size_t end = dollar + 1;
      const bool braced = end < node->value.size() && node->value[end] == '{';
      while (end < node->value.size() && (is_word(node->value[end]) || node->value[end] == '{'))
        ++end;
      if (braced && end < node->value.size()) ++end;
      const bool more = node->value.find('$', end) != std::string::npos;
      if (more) end = node->value.size();
      text.append_unknown(std::string_view(node->value).substr(dollar, end - dollar));
      text.append(std::string_view(node->value).substr(end));
    }
    reader_.inventory.images.push_back(
        Image{parse_image_reference(text), Image::Role::run, name, node->origin()});
  }

  void script(const Node& node, const shell::Options& options, int depth) {
    if (node.is_scalar()) {
      // Jobs start in the repository's root, wherever in it this file lies.
      std::optional<commands::Folder> folder;
      if (!document_.is_embedded()) folder = {directory_of(document_.path()), false};
      parts.push_back(
          {yaml::embed_scalar(node, "script.sh"), options, std::move(folder), !begins_});
      begins_ = false;
    } else if (node.is_sequence() && depth < list_depth) {
      for (const Node* item : node.items) script(*item, options, depth + 1);
    }
  }

  const Document& document_;
  Reader& reader_;
  bool begins_ = true;  ///< The next text is the first that its shell reads.
  Settings global_;     ///< What the pipeline gives every job.
};

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  if (const auto parsed = yaml::parse(document, tree); !parsed) {
    reader.inventory.errors.push_back(parsed.error());
  }
  Pipeline pipeline(document, reader);
  for (const Node* root : tree.documents) {
    if (root != nullptr && root->is_mapping()) pipeline.read(*root);
  }
  const std::size_t first = reader.inventory.workloads.size();
  commands::read_parts(document, pipeline.parts, reader);
  // What a job starts goes with the job's machine.
  for (std::size_t at = first; at < reader.inventory.workloads.size(); ++at) {
    reader.inventory.workloads[at].is_removed = true;
  }
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  return fail("only the commands of a pipeline can be changed", document.file().path,
              change.at.span);
}

}  // namespace

extern const Source gitlab_ci_source{
    .name = "gitlab_ci",
    .title = "GitLab CI pipeline",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = commands::spell,
};

}  // namespace boltseal
