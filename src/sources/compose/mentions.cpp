#include "sources/compose/mentions.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/host_name.h"
#include "model/host_path.h"
#include "model/published_port.h"
#include "sources/compose/values.h"

namespace boltseal::compose {
namespace {

using yaml::Entry;
using yaml::Node;

// Configuration that names services has a few kilobytes; a dump that a database loads has more.
constexpr std::size_t file_limit = 256 << 10;
constexpr int files_limit = 20;

bool ends_with_any(std::string_view path, const auto& endings) {
  return std::ranges::any_of(endings, [&](std::string_view end) { return path.ends_with(end); });
}

/// Whether what is mounted there tells a program whom to talk to, as far as its place says it.
bool is_configuration(std::string_view target) {
  static constexpr std::array<std::string_view, 13> endings = {
      ".conf", ".cfg", ".cnf", ".yml",        ".yaml", ".json",    ".toml",
      ".ini",  ".env", ".xml", ".properties", ".hcl",  ".template"};
  const std::string path = to_lower(target);
  return ends_with_any(path, endings) || path.starts_with("/etc/") || path == "/config" ||
         path.find("/conf") != std::string::npos || path.find(".d/") != std::string::npos;
}

/// Files of the host that every container may see and that name nobody.
bool is_of_the_host(std::string_view source) {
  static constexpr std::array<std::string_view, 8> prefixes = {
      "/etc/localtime", "/etc/timezone", "/proc",    "/sys",
      "/dev",           "/lib/modules",  "/etc/ssl", "/etc/ca-certificates"};
  return std::ranges::any_of(prefixes, [&](std::string_view each) {
    return source == each || source.starts_with(std::string(each) + "/");
  });
}

class Mentions {
 public:
  Mentions(Project& project, HostNames& names, std::string_view own, Member& member)
      : project_(project), names_(names), own_(own), member_(member) {}

  void dependencies(const Node* list) {
    if (list == nullptr) return;
    for (const Node* item : list->items) {
      if (item->is_scalar()) name(item->value);
    }
    if (list->is_mapping()) {
      for (const Entry& entry : yaml::merged_entries(*list)) name(entry.key->value);
    }
  }

  void environment(const Node& service, const Facts& facts) {
    const auto& environment = facts.get(fact::environment);
    if (environment.is_unknown()) doubt("its environment is not known");
    if (environment.is_known()) {
      for (const Setting& setting : *environment) {
        if (!look(setting.value.bytes()) && may_hide_host(setting)) {
          doubt("its variable " + setting.name + " is not known");
        }
      }
    }
    each_scalar(service.get("env_file"), [&](const Node& file) { env_file(file); });
    if (const Node* const files = service.get("env_file")) {
      for (const Node* item : files->items) {
        if (const Node* const path = item->is_mapping() ? item->get("path") : nullptr) {
          env_file(*path);
        }
      }
    }
  }

  void command(const Value<Command>& command) {
    if (command.is_unknown()) doubt("its command is not known");
    if (!command.is_known()) return;
    for (const Text& word : command->words) {
      if (!look(word.bytes()) && may_hide_host(word)) {
        doubt("the word " + word.bytes().substr(0, 60) + " of its command is not known");
      }
    }
  }

  void mounts(const Node& service, const Mounts& mounts) {
    for (const Mount& mount : mounts) {
      if (classify_host_path(mount.source).kind == HostPathKind::engine_socket) {
        doubt("it can ask the engine for others through " + mount.source.bytes());
      } else if (mount.kind == MountKind::bind) {
        bind(service, mount);
      } else if (mount.kind == MountKind::config &&
                 !mount.target.bytes().starts_with("/run/secrets")) {
        config(mount.source.bytes());
      }
    }
  }

 private:
  void name(std::string_view word) {
    const auto found = names_.services.find(std::string(word));
    if (found == names_.services.end() || found->second == own_) return;
    if (std::ranges::find(member_.mentions, found->second) == member_.mentions.end()) {
      member_.mentions.push_back(found->second);
    }
  }

  /// Whether the text names anybody.
  bool look(std::string_view text) {
    bool any = false;
    each_host_word(text, [&](std::string_view word) {
      if (!names_.services.contains(std::string(word))) return;
      any = true;
      name(word);
    });
    return any;
  }

  void doubt(std::string why) {
    if (member_.may_mention_more.empty()) member_.may_mention_more = sanitize(why);
  }

  void env_file(const Node& path) {
    const auto scalar = scalar_of(project_, &path);
    const Layer* const layer = project_.layer_of(path);
    const bool is_here =
        scalar && scalar->text.is_known() && layer != nullptr && !project_.is_embedded() &&
        project_.reader().files.exists(resolve(layer->directory, scalar->text.bytes()));
    if (!is_here) doubt("its env_file " + std::string(path.value) + " is not here");
  }

  void bind(const Node& service, const Mount& mount) {
    const std::string& source = mount.source.bytes();
    if (is_of_the_host(source)) return;
    const Layer* const layer = project_.layer_of(service);
    if (mount.source.is_known() && layer != nullptr && !project_.is_embedded() &&
        source.starts_with('.') && file(resolve(layer->directory, source))) {
      return;
    }
    if (is_configuration(mount.target.bytes())) {
      doubt("what it reads in " + mount.target.bytes() + " is not known");
    }
  }

  /// A `configs:` entry of the top level: its file, or its text.
  void config(const std::string& name) {
    const Node* const all = project_.root->get("configs");
    const Node* const one = all && all->is_mapping() ? all->get(name) : nullptr;
    const Node* const text = one && one->is_mapping() ? one->get("content") : nullptr;
    if (text != nullptr && text->is_scalar()) {
      look(text->value);
      return;
    }
    const Node* const path = one && one->is_mapping() ? one->get("file") : nullptr;
    const auto scalar = scalar_of(project_, path);
    const Layer* const layer = path ? project_.layer_of(*path) : nullptr;
    if (!scalar || !scalar->text.is_known() || layer == nullptr || project_.is_embedded() ||
        !file(resolve(layer->directory, scalar->text.bytes()))) {
      doubt("what its config " + name + " says is not known");
    }
  }

  /// Whether the file is here and was read.
  bool file(const std::string& path) {
    if (!project_.reader().files.exists(path) || ++files_ > files_limit) return false;
    const Result<std::string> text = project_.reader().files.read(path);
    if (!text || text->size() > std::min(file_limit, names_.bytes_left)) return false;
    names_.bytes_left -= text->size();
    look(*text);
    return true;
  }

  Project& project_;
  HostNames& names_;
  const std::string_view own_;
  Member& member_;
  int files_ = 0;
};

}  // namespace

HostNames host_names_of(Project& project, const std::vector<Entry>& services) {
  HostNames names;
  for (const Entry& entry : services) names.services.emplace(entry.key->value, entry.key->value);
  for (const Entry& entry : services) {
    if (!entry.value->is_mapping()) continue;
    const auto alias = [&](const Node& node) {
      const auto text = scalar_of(project, &node);
      if (text && text->text.is_known())
        names.services.emplace(text->text.bytes(), entry.key->value);
    };
    for (const std::string_view key : {"container_name", "hostname"}) {
      if (const Node* const node = entry.value->get(key)) alias(*node);
    }
    const Node* const networks = entry.value->get("networks");
    if (networks == nullptr || !networks->is_mapping()) continue;
    for (const Entry& network : yaml::merged_entries(*networks)) {
      if (network.value->is_mapping()) each_scalar(network.value->get("aliases"), alias);
    }
  }
  return names;
}

void find_mentions(Project& project, const Entry& service, const Workload& workload,
                   HostNames& names, Member& member) {
  const Facts& facts = workload.levels.back().facts;
  Mentions mentions(project, names, service.key->value, member);
  mentions.environment(*service.value, facts);
  mentions.command(facts.get(fact::command));
  mentions.command(facts.get(fact::entrypoint));
  mentions.dependencies(service.value->get("depends_on"));
  // A data store connects to nobody, whatever the words in its dumps are.
  const auto& image = facts.get(fact::image);
  if (image.is_known() && is_lone_data_store(*image)) {
    member.may_mention_more.clear();
    return;
  }
  if (const auto& mounts = facts.get(fact::mounts); mounts.is_known()) {
    mentions.mounts(*service.value, *mounts);
  }
}

}  // namespace boltseal::compose
