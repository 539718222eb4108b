#include "repair/isolation.h"

#include <algorithm>
#include <array>

#include "base/files.h"
#include "repair/check_pace.h"
#include "repair/isolated_keys.h"
#include "sources/compose/short_syntax.h"
#include "sources/yaml/yaml.h"

namespace boltseal {
namespace {

using yaml::Entry;
using yaml::Kind;
using yaml::Node;

// Half a minute, because each start waits twice as long as the one before: enough for a program
// that waits for another one by failing. Unlike "always", it does not come back when the engine
// does.
constexpr std::string_view restarts = "on-failure:8";

bool contains(const auto& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

std::string text_of(const Node* node) {
  if (node == nullptr) return {};
  return std::string(yaml::as_text(*node).value_or(""));
}

class Isolator {
 public:
  explicit Isolator(const IsolationOptions& options) : options_(options) {}

  Result<IsolatedProject> run(const Node& root) {
    const Node* const services = root.get("services");
    if (services == nullptr || !services->is_mapping()) return fail("it has no services");
    for (const Entry& entry : yaml::merged_entries(*services)) {
      const Node* const built = entry.value->get("build");
      if (built == nullptr) continue;
      const std::string name(entry.key->value);
      const std::string image = options_.name + "-" + name;
      project_.images.emplace(name, image);
      if (const std::string tag = text_of(entry.value->get("image")); !tag.empty()) {
        built_images_.emplace(tag, image);
      }
    }
    Node& all = mapping();
    // Without it an old Compose reads another language.
    if (const Node* version = root.get("version")) add(all, "version", *version);
    Node& isolated = mapping();
    for (const Entry& entry : yaml::merged_entries(*services)) {
      project_.services.push_back(std::string(entry.key->value));
      add(isolated, entry.key->value, service(std::string(entry.key->value), *entry.value));
    }
    add(all, "services", isolated);
    add(all, "networks", networks(root.get("networks")));
    add_volumes(all, root.get("volumes"));
    for (const std::string_view kind : {"configs", "secrets"}) {
      if (const auto done = add_files(all, kind, root.get(kind)); !done) {
        return std::unexpected(done.error());
      }
    }
    project_.file = yaml::emit(all);
    return std::move(project_);
  }

 private:
  Node& mapping() {
    Node& node = made_.make();
    node.kind = Kind::mapping;
    return node;
  }
  Node& list() {
    Node& node = made_.make();
    node.kind = Kind::sequence;
    return node;
  }
  // Quoted where YAML would read something else.
  Node& text(std::string_view value) {
    Node& node = made_.make();
    node.style = yaml::Style::double_quoted;
    node.value = made_.keep(value);
    return node;
  }
  Node& plain(std::string_view value) {
    Node& node = made_.make();
    node.value = made_.keep(value);
    return node;
  }
  void add(Node& to, std::string_view key, const Node& value) {
    std::vector<Entry>& entries = entries_[&to];
    entries.push_back(Entry{.key = &text(key), .value = &value});
    to.entries = entries;
  }
  void add(Node& to, const Node& item) {
    std::vector<const Node*>& items = items_[&to];
    items.push_back(&item);
    to.items = items;
  }

  void withhold(std::string what) { project_.withheld[service_].insert(std::move(what)); }

  const Node& service(const std::string& name, const Node& from) {
    service_ = name;
    Node& to = mapping();
    for (const Entry& entry : yaml::merged_entries(from)) {
      const std::string key(entry.key->value);
      if (key.starts_with("x-")) continue;
      const KeyUse use = use_of_service_key(key);
      if (use == KeyUse::keep) add(to, key, *entry.value);
      if (use == KeyUse::withhold && !is_empty(*entry.value)) withhold(key);
      if (use == KeyUse::own) rewrite(to, key, *entry.value, from);
    }
    if (from.get("healthcheck") == nullptr) add(to, "healthcheck", health_check(nullptr));
    if (from.get("build") != nullptr) add(to, "image", text(project_.images[name]));
    if (!joins_another_network(from)) add_networks(to, from);
    return to;
  }

  static bool is_empty(const Node& node) {
    return node.is_null() || (!node.is_scalar() && node.items.empty() && node.entries.empty()) ||
           (node.is_scalar() && yaml::as_bool(node) == false);
  }

  void rewrite(Node& to, const std::string& key, const Node& value, const Node& from) {
    if (key == "image") {
      if (from.get("build") != nullptr) return;
      const auto built = built_images_.find(text_of(&value));
      add(to, key, built == built_images_.end() ? value : text(built->second));
    } else if (key == "build") {
      add(to, key, build(value));
    } else if (key == "privileged") {
      if (yaml::as_bool(value) != false) withhold(key);
    } else if (key == "cap_add") {
      keep_items(to, key, value, is_own_capability);
    } else if (key == "security_opt") {
      keep_items(to, key, value, [](std::string_view item) {
        return !item.starts_with("systempaths") && !item.starts_with("writable-cgroups");
      });
    } else if (key == "volumes_from") {
      keep_items(to, key, value,
                 [](std::string_view item) { return !item.starts_with("container:"); });
    } else if (key == "pid" || key == "ipc" || key == "uts" || key == "cgroup" ||
               key == "userns_mode" || key == "network_mode") {
      add_namespace(to, key, value);
    } else if (key == "restart") {
      const bool never = text_of(&value) == "no" || yaml::as_bool(value) == false;
      add(to, key, text(std::string(never ? "no" : restarts)));
    } else if (key == "logging") {
      const std::string driver = text_of(value.get("driver"));
      if (driver.empty() || contains(std::array{"json-file", "local", "none"}, driver)) {
        add(to, key, value);
      }
    } else if (key == "healthcheck") {
      add(to, key, health_check(&value));
    } else if (key == "deploy") {
      add_deploy(to, value);
    } else if (key == "volumes") {
      add_mounts(to, value);
    }
  }

  void keep_items(Node& to, const std::string& key, const Node& value, auto is_harmless) {
    Node& kept = list();
    for (const Node* item : value.items) {
      if (is_harmless(std::string_view(item->value))) {
        add(kept, *item);
      } else {
        withhold(key + ": " + std::string(item->value));
      }
    }
    if (!kept.items.empty()) add(to, key, kept);
  }

  // Of another service of the project, or of nobody: those of the host and of other containers are
  // withheld.
  void add_namespace(Node& to, const std::string& key, const Node& value) {
    const std::string of = text_of(&value);
    if (of.starts_with("service:") || of == "none" || of == "private" || of == "shareable") {
      add(to, key, value);
    } else if (!of.empty() && of != "default" && of != "bridge") {
      withhold(key + ": " + of);
    }
  }

  static bool joins_another_network(const Node& from) {
    const std::string mode = text_of(from.get("network_mode"));
    return mode.starts_with("service:") || mode == "none";
  }

  // Compose gives a container's name to its networks as one more name for it.
  void add_networks(Node& to, const Node& from) {
    const std::string container = text_of(from.get("container_name"));
    Node& joined = mapping();
    const auto join = [&](std::string_view name, const Node* how) {
      Node& aliases = list();
      if (!container.empty()) add(aliases, text(container));
      const Node* const given = how == nullptr ? nullptr : how->get("aliases");
      if (given != nullptr) {
        for (const Node* const alias : given->items) add(aliases, *alias);
      }
      Node& network = mapping();
      if (!aliases.items.empty()) add(network, "aliases", aliases);
      add(joined, name, network);
    };
    const Node* const given = from.get("networks");
    if (given == nullptr || is_empty(*given)) {
      join("default", nullptr);
    } else {
      for (const Entry& entry : yaml::merged_entries(*given)) join(entry.key->value, entry.value);
      for (const Node* item : given->items) join(item->value, nullptr);
    }
    add(to, "networks", joined);
  }

  const Node& networks(const Node* given) {
    Node& all = mapping();
    bool has_default = false;
    const auto declare = [&](std::string_view name, const Node* how) {
      Node& network = mapping();
      const Node* const internal = how == nullptr ? nullptr : how->get("internal");
      if (!options_.outside || (internal != nullptr && yaml::as_bool(*internal) == true)) {
        add(network, "internal", plain("true"));
      }
      has_default = has_default || name == "default";
      add(all, name, network);
    };
    if (given != nullptr) {
      for (const Entry& entry : yaml::merged_entries(*given))
        declare(entry.key->value, entry.value);
    }
    if (!has_default) declare("default", nullptr);
    return all;
  }

  // The data of a volume belongs to who runs the project; the proof begins with none.
  void add_volumes(Node& all, const Node* given) {
    if (given == nullptr) return;
    Node& volumes = mapping();
    for (const Entry& entry : yaml::merged_entries(*given))
      add(volumes, entry.key->value, mapping());
    add(all, "volumes", volumes);
  }

  Result<void> add_files(Node& all, std::string_view kind, const Node* given) {
    if (given == nullptr) return {};
    Node& files = mapping();
    for (const Entry& entry : yaml::merged_entries(*given)) {
      Node& one = mapping();
      for (const std::string_view key : {"content", "environment"}) {
        if (const Node* value = entry.value->get(key)) add(one, key, *value);
      }
      if (const Node* file = entry.value->get("file"))
        add(one, "file", text(mounted(std::string(file->value))));
      if (one.entries.empty()) {
        return fail("it takes " + std::string(entry.key->value) + " from the " + std::string(kind) +
                    " of the engine, which nothing can stand in for");
      }
      add(files, entry.key->value, one);
    }
    add(all, kind, files);
    return {};
  }

  std::string mounted(const std::string& host_path) {
    project_.read.push_back(host_path);
    return options_.mounted_from(host_path);
  }

  const Node& build(const Node& from) {
    Node& to = mapping();
    const std::string context = text_of(from.is_scalar() ? &from : from.get("context"));
    if (!context.starts_with('/')) {  // an address
      if (!context.empty()) add(to, "context", text(context));
    } else {
      const std::string dockerfile = text_of(from.get("dockerfile"));
      const std::string path =
          resolve(context, dockerfile.empty() ? std::string("Dockerfile") : dockerfile);
      project_.read.push_back(path);
      project_.read.push_back(path + ".dockerignore");
      project_.read.push_back(context + "/.dockerignore");
      add(to, "context", text(options_.built_from(context)));
    }
    if (!from.is_mapping()) return to;
    for (const Entry& entry : yaml::merged_entries(from)) {
      if (entry.key->value == "dockerfile" && entry.value->value.starts_with('/')) {
        add(to, "dockerfile", text(options_.built_from(std::string(entry.value->value))));
      } else if (keeps_build_key(entry.key->value)) {
        add(to, entry.key->value, *entry.value);
      }
    }
    return to;
  }

  // What is asked stays. A service without a check of its own has that of its image.
  const Node& health_check(const Node* from) {
    Node& to = mapping();
    if (from != nullptr) {
      for (const Entry& entry : yaml::merged_entries(*from)) {
        const std::string_view key = entry.key->value;
        if (key != "interval" && key != "retries" && key != "start_interval") {
          add(to, key, *entry.value);
        }
      }
      const Node* const disabled = from->get("disable");
      if (disabled != nullptr && yaml::as_bool(*disabled) == true) return to;
    }
    const CheckPace pace = quick_pace(from);
    add(to, "interval", text(std::to_string(pace.interval.count()) + "ms"));
    add(to, "retries", plain(std::to_string(pace.retries)));
    return to;
  }

  void add_deploy(Node& to, const Node& from) {
    Node& deploy = mapping();
    for (const std::string_view key : {"mode", "replicas", "resources"}) {
      if (const Node* value = from.get(key)) add(deploy, key, *value);
    }
    if (!deploy.entries.empty()) add(to, "deploy", deploy);
  }

  void add_mounts(Node& to, const Node& from) {
    Node& mounts = list();
    for (const Node* item : from.items) {
      const Node& mount = item->is_scalar() ? short_mount(*item) : long_mount(*item);
      if (!mount.entries.empty()) add(mounts, mount);
    }
    add(to, "volumes", mounts);
  }

  const Node& short_mount(const Node& item) {
    const compose::ShortVolume given = compose::split_volume(Text(std::string(item.value)));
    const std::string& source = given.source.bytes();
    const bool is_path =
        source.starts_with('/') || source.starts_with('.') || source.starts_with('~');
    Node& mount = mapping();
    add(mount, "type", text(is_path ? "bind" : "volume"));
    if (!source.empty()) add(mount, "source", text(is_path ? mounted(source) : source));
    add(mount, "target", text(given.target.bytes()));
    for (const ByteSpan option : given.options) {
      if (std::string_view(item.value).substr(option.begin, option.size()) == "ro") {
        add(mount, "read_only", plain("true"));
      }
    }
    return mount;
  }

  // Without what would reach out of it: propagation to the host, a driver's options.
  const Node& long_mount(const Node& from) {
    Node& mount = mapping();
    const std::string type = text_of(from.get("type"));
    if (!contains(std::array{"bind", "volume", "tmpfs", "image"}, type)) {
      withhold("a mount of the type " + type);
      return mount;
    }
    add(mount, "type", text(type));
    if (const Node* source = from.get("source")) {
      add(mount, "source", type == "bind" ? text(mounted(std::string(source->value))) : *source);
    }
    for (const std::string_view key : {"target", "read_only", "tmpfs", "image"}) {
      if (const Node* value = from.get(key)) add(mount, key, *value);
    }
    if (const Node* volume = from.get("volume")) {
      Node& kept = mapping();
      for (const std::string_view key : {"nocopy", "subpath"}) {
        if (const Node* value = volume->get(key)) add(kept, key, *value);
      }
      if (!kept.entries.empty()) add(mount, "volume", kept);
    }
    return mount;
  }

  const IsolationOptions& options_;
  yaml::Tree made_;
  // Of the collections that were made, while they grow.
  std::unordered_map<const Node*, std::vector<Entry>> entries_;
  std::unordered_map<const Node*, std::vector<const Node*>> items_;
  IsolatedProject project_;
  std::map<std::string, std::string> built_images_;  // by the tag that the project gives them
  std::string service_;
};

}  // namespace

Result<IsolatedProject> isolate(std::string_view configuration, const IsolationOptions& options) {
  const File file{"the configuration", std::string(configuration)};
  const Document document(file);
  yaml::Tree tree;
  if (const auto parsed = yaml::parse(document, tree); !parsed) {
    return std::unexpected(parsed.error());
  }
  if (tree.documents.empty() || !tree.documents.front()->is_mapping()) {
    return fail("it is no mapping");
  }
  return Isolator(options).run(*tree.documents.front());
}

}  // namespace boltseal
