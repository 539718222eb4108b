#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/text.h"
#include "sources/commands/commands.h"
#include "sources/commands/engine_access.h"
#include "sources/commands/invocation.h"
#include "sources/commands/workload.h"
#include "sources/github_actions/build_steps.h"
#include "sources/source.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

using github_actions::filled_in;
using github_actions::read_build_steps;
using github_actions::workspace_of;
using yaml::Node;

bool claims_path(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  if (name == "action.yml" || name == "action.yaml") return true;
  const bool yaml_file = name.ends_with(".yml") || name.ends_with(".yaml");
  return yaml_file && (path.find(".github/workflows/") != std::string_view::npos ||
                       path.find(".gitea/workflows/") != std::string_view::npos ||
                       path.find(".forgejo/workflows/") != std::string_view::npos);
}

bool claims_text(std::string_view, std::string_view) { return false; }

Item item_of(const Node& node) { return {filled_in(node.value), node.origin()}; }

void add_environment(const Node* environment, shell::Options& options) {
  if (environment == nullptr || !environment->is_mapping()) return;
  for (const yaml::Entry& entry : yaml::merged_entries(*environment)) {
    if (entry.value->is_scalar())
      options.variables[std::string(entry.key->value)] = filled_in(entry.value->value);
  }
}

/// An address that `env:` gives clients of an engine.
void client_variables(const Document& document, const Node* environment, Reader& reader) {
  if (environment == nullptr || !environment->is_mapping()) return;
  Settings settings;
  for (const yaml::Entry& entry : yaml::merged_entries(*environment)) {
    if (!entry.value->is_scalar()) continue;
    settings.push_back(
        {std::string(entry.key->value), filled_in(entry.value->value), entry.value->origin()});
  }
  commands::read_client_variables(document, settings, reader);
}

std::string_view scalar(const Node* node) {
  return node != nullptr && node->is_scalar() ? std::string_view(node->value) : std::string_view();
}

class Workflow {
 public:
  Workflow(const Document& document, Reader& reader) : document_(document), reader_(reader) {}

  void read(const Node& root) {
    shell::Options options;
    add_environment(root.get("env"), options);
    client_variables(document_, root.get("env"), reader_);
    const std::string_view shell = default_shell(root);
    start_ = folder_in(workspace_of(document_), default_of(root, "working-directory"));
    if (const Node* jobs = root.get("jobs"); jobs && jobs->is_mapping()) {
      for (const yaml::Entry& entry : jobs->entries) {
        if (entry.value->is_mapping())
          job(std::string(entry.key->value), *entry.value, options, shell);
      }
    }
    // A composite action has its steps here.
    if (const Node* runs = root.get("runs"); runs && runs->is_mapping()) {
      steps(runs->get("steps"), options, shell);
    }
    const std::size_t first = reader_.inventory.workloads.size();
    commands::read_parts(document_, parts_, reader_);
    // What a job starts goes with the job's machine.
    for (std::size_t at = first; at < reader_.inventory.workloads.size(); ++at) {
      reader_.inventory.workloads[at].is_removed = true;
    }
  }

 private:
  /// A text that no shell can read, or that runs a cmdlet (Verb-Noun: `New-Item`).
  static bool is_powershell(const commands::Part& part) {
    const shell::Script script = shell::parse(part.document, part.options);
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    return !script.errors.empty() ||
           std::any_of(script.commands.begin(), script.commands.end(),
                       [&](const ShellCommand& command) {
                         const std::string_view name = command.program();
                         const std::size_t dash = name.find('-');
                         return dash != std::string_view::npos && dash + 1 < name.size() &&
                                is_upper(name[0]) && is_upper(name[dash + 1]);
                       });
  }

  /// The labels of `runs-on`, which may be a list or a mapping with one.
  static std::string runner_of(const Node* node) {
    if (node != nullptr && node->is_mapping()) node = node->get("labels");
    std::string labels;
    if (node != nullptr && node->is_scalar()) labels = node->value;
    each(node, [&](const Node& label) { labels += std::string(label.value) + " "; });
    return labels;
  }

  /// What `defaults.run` says of all steps.
  static const Node* default_of(const Node& node, std::string_view key) {
    const Node* defaults = node.get("defaults");
    const Node* run = defaults && defaults->is_mapping() ? defaults->get("run") : nullptr;
    return run && run->is_mapping() ? run->get(key) : nullptr;
  }

  static std::string_view default_shell(const Node& node) {
    return scalar(default_of(node, "shell"));
  }

  /// A folder below the workspace, if it is known.
  static std::optional<commands::Folder> folder_in(std::optional<commands::Folder> workspace,
                                                   const Node* node) {
    if (!workspace || node == nullptr || !node->is_scalar()) return workspace;
    const Text path = filled_in(node->value);
    if (!path.is_known() || path.bytes().starts_with('/')) return std::nullopt;
    return commands::Folder{resolve(workspace->path, path.bytes()), workspace->is_sure};
  }

  void job(const std::string& name, const Node& node, shell::Options options,
           std::string_view shell) {
    add_environment(node.get("env"), options);
    client_variables(document_, node.get("env"), reader_);
    if (const std::string_view own = default_shell(node); !own.empty()) shell = own;
    // On Windows a step without a shell is PowerShell's.
    const std::string runner = runner_of(node.get("runs-on"));
    if (shell.empty() && runner.find("windows") != std::string::npos) shell = "pwsh";
    certain_shell_ = runner.find("${{") == std::string::npos;
    const std::optional<commands::Folder> outer = start_;
    if (const Node* own = default_of(node, "working-directory")) {
      start_ = folder_in(workspace_of(document_), own);
    }
    if (const Node* container = node.get("container")) {
      service("job " + name + " container", *container, node.find("container")->key->origin());
    }
    if (const Node* services = node.get("services"); services && services->is_mapping()) {
      for (const yaml::Entry& entry : services->entries) {
        service("job " + name + " service " + std::string(entry.key->value), *entry.value,
                entry.key->origin());
      }
    }
    steps(node.get("steps"), options, shell);
    start_ = outer;
  }

  void steps(const Node* list, const shell::Options& outer, std::string_view shell) {
    if (list == nullptr || !list->is_sequence()) return;
    read_build_steps(document_, *list, reader_);
    // Where only a variable names the runner, PowerShell may be meant as well.
    std::vector<commands::Part> uncertain;
    for (const Node* step : list->items) {
      if (!step->is_mapping()) continue;
      const Node* run = step->get("run");
      if (run == nullptr || !run->is_scalar()) continue;
      std::string_view own = scalar(step->get("shell"));
      if (own.empty()) own = shell;
      if (!own.empty() && !own.starts_with("bash") && !own.starts_with("sh")) continue;
      shell::Options options = outer;
      add_environment(step->get("env"), options);
      client_variables(document_, step->get("env"), reader_);
      std::vector<commands::Part>& into = own.empty() && !certain_shell_ ? uncertain : parts_;
      const Node* const folder = step->get("working-directory");
      into.push_back({yaml::embed_scalar(*run, "step.sh"), std::move(options),
                      folder ? folder_in(workspace_of(document_), folder) : start_});
    }
    // One step of PowerShell shows which of the two runs all of them.
    const bool other_shell = std::any_of(uncertain.begin(), uncertain.end(), is_powershell);
    if (!other_shell) std::move(uncertain.begin(), uncertain.end(), std::back_inserter(parts_));
  }

  /// A container beside the job: the runner starts it with `docker create`, so it is read as one.
  void service(std::string name, const Node& node, const Origin& site) {
    const Node* image = node.is_mapping() ? node.get("image") : &node;
    if (image == nullptr || !image->is_scalar() || image->value.empty()) return;
    std::vector<Item> words;
    const auto add = [&](const char* word) { words.push_back({Text(word), site}); };
    add("docker");
    add("run");
    if (node.is_mapping()) {
      each(node.get("ports"), [&](const Node& port) {
        add("--publish");
        words.push_back(item_of(port));
      });
      each(node.get("volumes"), [&](const Node& volume) {
        add("--volume");
        words.push_back(item_of(volume));
      });
      if (const Node* options = node.get("options"); options && options->is_scalar()) {
        const Document text = yaml::embed_scalar(*options, "options");
        for (Item& word :
             shell::split_words(text, {0, static_cast<std::uint32_t>(text.text().size())})) {
          words.push_back(std::move(word));
        }
      }
    }
    words.push_back(item_of(*image));
    const ShellCommand command(std::move(words));
    const auto invocation = commands::read_invocation(command);
    if (!invocation) return;
    Workload workload = commands::read_workload(*invocation);
    if (workload.levels.empty()) return;
    workload.name = name;
    workload.is_job = true;  // it ends with the job
    workload.levels.back().name = name;
    workload.levels.back().site = site;
    reader_.inventory.images.push_back(Image{parse_image_reference(filled_in(image->value)),
                                             Image::Role::run, name, image->origin()});
    reader_.inventory.workloads.push_back(std::move(workload));
  }

  static void each(const Node* list, const auto& visit) {
    if (list == nullptr || !list->is_sequence()) return;
    for (const Node* item : list->items) {
      if (item->is_scalar()) visit(*item);
    }
  }

  const Document& document_;
  Reader& reader_;
  std::vector<commands::Part> parts_;
  std::optional<commands::Folder> start_;  ///< Of steps that name no folder of their own.
  bool certain_shell_ = true;  ///< The job's runner is known, and with it the shell of its steps.
};

void read(const Document& document, Reader& reader) {
  yaml::Tree tree;
  if (const auto parsed = yaml::parse(document, tree); !parsed) {
    reader.inventory.errors.push_back(parsed.error());
  }
  for (const Node* root : tree.documents) {
    if (root != nullptr && root->is_mapping()) Workflow(document, reader).read(*root);
  }
}

Result<std::vector<Edit>> write(const Document& document, const Change& change) {
  return fail("what a workflow says of its own containers is not changed; only its commands are",
              document.file().path, change.at.span, "add it to options:");
}

}  // namespace

extern const Source github_actions_source{
    .name = "github_actions",
    .title = "GitHub Actions workflow",
    .claims_path = claims_path,
    .claims_text = claims_text,
    .read = read,
    .write = write,
    .spell = commands::spell,
};

}  // namespace boltseal
