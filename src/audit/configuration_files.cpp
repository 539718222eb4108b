#include "audit/configuration_files.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "base/files.h"
#include "base/text.h"
#include "sources/toml/toml.h"
#include "sources/yaml/fields.h"

namespace boltseal {
namespace {

constexpr std::size_t most_files = 200;  // of one engine

bool is_there(const MachineTree& tree, const std::string& path) {
  FileStatus status;
  return tree.status(path, status) != Sight::missing;
}

// The last word of a flag, with its short form; empty when it is not given.
std::string flag(const EngineProcess& process, std::string_view name, char letter) {
  const std::vector<std::string> values = values_of_flag(process.words, name, letter);
  return values.empty() ? std::string() : values.back();
}

class Finder {
 public:
  Finder(const MachineTree& tree, const Accounts& accounts,
         const std::vector<EngineProcess>& processes, const std::vector<LiveEngine>& engines,
         bool all, std::vector<std::string>& hidden)
      : tree_(tree),
        accounts_(accounts),
        processes_(processes),
        engines_(engines),
        all_(all),
        hidden_(hidden) {}

  std::vector<ConfigurationFiles> find() {
    containerds();
    const bool has_crio = crios();
    podmans(has_crio);
    lxc();
    return std::move(found_);
  }

 private:
  bool is_asked(std::string_view kind) const {
    return all_ || std::ranges::any_of(
                       engines_, [&](const LiveEngine& engine) { return engine.kind == kind; });
  }

  // "*.conf" of a folder, by name.
  void drop_ins(const std::string& folder, std::vector<std::string>& paths) {
    std::vector<std::string> names;
    if (tree_.list(folder, names) == Sight::hidden) hidden_.push_back(folder);
    for (const std::string& name : names) {
      if (name.ends_with(".conf") && paths.size() < most_files)
        paths.push_back(folder + "/" + name);
    }
  }

  // Of the environment that a process was started with; empty without one.
  std::string variable(const EngineProcess* process, std::string_view name) {
    if (process == nullptr || name.empty()) return {};
    std::string text;
    const std::string path = "/proc/" + std::to_string(process->pid) + "/environ";
    if (tree_.read(path, text) == Sight::hidden) {
      hidden_.push_back("the environment of " + process->program);
    }
    const std::string begin = std::string(name) + "=";
    for (const std::string_view word : split(text, '\0')) {
      if (word.starts_with(begin)) return std::string(word.substr(begin.size()));
    }
    return {};
  }

  // dockerd starts a containerd of its own, and writes what it is told.
  bool is_dockers(const EngineProcess& process) const {
    std::string text;
    if (tree_.read("/proc/" + std::to_string(process.pid) + "/status", text) != Sight::there) {
      return false;
    }
    constexpr std::string_view key = "\nPPid:";
    const std::size_t at = text.find(key);
    if (at == std::string::npos) return false;
    const std::string_view rest = std::string_view(text).substr(at + key.size());
    const auto parent = parse_int(trim(rest.substr(0, rest.find('\n'))));
    return std::ranges::any_of(processes_, [&](const EngineProcess& each) {
      return each.program == "dockerd" && each.pid == parent;
    });
  }

  void containerds() {
    if (!is_asked("containerd") && !is_asked("cri")) return;
    std::set<std::string> seen;
    for (const EngineProcess& process : processes_) {
      if (process.program != "containerd" || process.is_elsewhere || is_dockers(process)) continue;
      std::string path = flag(process, "config", 'c');
      if (path.empty()) path = "/etc/containerd/config.toml";
      if (!path.starts_with('/')) hidden_.push_back("the configuration of containerd");
      if (!path.starts_with('/') || !seen.insert(path).second) continue;
      ConfigurationFiles files{.name = "containerd", .source = "containerd"};
      with_imports(path, files.paths, 0);
      found_.push_back(std::move(files));
    }
  }

  // A file, and those that it imports, relative to its folder (containerd-config.toml(5)).
  void with_imports(const std::string& path, std::vector<std::string>& paths, int depth) {
    constexpr int most_depth = 8;
    if (depth > most_depth || paths.size() == most_files ||
        std::ranges::find(paths, path) != paths.end()) {
      return;
    }
    paths.push_back(path);
    File file{path, {}};
    if (tree_.read(path, file.text) != Sight::there) return;
    const Document document(file);
    yaml::Tree tree;
    if (!yaml::parse_toml(document, tree)) return;
    const yaml::Fields root(tree.documents.front());
    for (const Item& import : root.items("imports")) {
      imported(resolve(directory_of(path), import.text.bytes()), paths, depth + 1);
    }
    for (const std::string_view folder : split(registry_folders(root), ':')) {
      if (folder.starts_with('/')) hosts(std::string(folder), paths);
    }
  }

  // "/etc/containerd/conf.d/*.toml"
  void imported(const std::string& pattern, std::vector<std::string>& paths, int depth) {
    const std::size_t star = pattern.find('*', pattern.rfind('/') + 1);
    if (star == std::string::npos) return with_imports(pattern, paths, depth);
    const std::string folder = directory_of(pattern);
    const std::string begin = pattern.substr(folder.size() + 1, star - folder.size() - 1);
    const std::string end = pattern.substr(star + 1);
    std::vector<std::string> names;
    if (tree_.list(folder, names) == Sight::hidden) hidden_.push_back(folder);
    for (const std::string& name : names) {
      const bool matches = name.size() >= begin.size() + end.size() && name.starts_with(begin) &&
                           name.ends_with(end);
      if (matches) with_imports(folder + "/" + name, paths, depth);
    }
  }

  // "/etc/containerd/certs.d:/etc/docker/certs.d"
  static std::string_view registry_folders(const yaml::Fields& root) {
    for (const std::string_view plugin :
         {"cri", "io.containerd.grpc.v1.cri", "io.containerd.cri.v1.images"}) {
      const yaml::Fields registry = root.object("plugins").object(plugin).object("registry");
      const std::string_view path = registry.text_or_empty("config_path");
      if (!path.empty()) return path;
    }
    return {};
  }

  void hosts(const std::string& folder, std::vector<std::string>& paths) {
    std::vector<std::string> names;
    if (tree_.list(folder, names) == Sight::hidden) hidden_.push_back(folder);
    for (const std::string& name : names) {
      const std::string path = folder + "/" + name + "/hosts.toml";
      if (paths.size() < most_files && is_there(tree_, path)) paths.push_back(path);
    }
  }

  bool crios() {
    bool has_any = false;
    if (!is_asked("cri")) return has_any;
    for (const EngineProcess& process : processes_) {
      if (process.program != "crio" || process.is_elsewhere) continue;
      has_any = true;
      ConfigurationFiles files{.name = "crio", .source = "crio"};
      const std::string path = flag(process, "config", 'c'),
                        folder = flag(process, "config-dir", 'd');
      files.paths.push_back(path.empty() ? "/etc/crio/crio.conf" : path);
      drop_ins(folder.empty() ? "/etc/crio/crio.conf.d" : folder, files.paths);
      found_.push_back(std::move(files));
    }
    return has_any;
  }

  const EngineProcess* service_of(std::uint32_t uid) const {
    for (const EngineProcess& process : processes_) {
      if (process.program == "podman" && process.uid == uid && !process.is_elsewhere) {
        return &process;
      }
    }
    return nullptr;
  }

  void podmans(bool has_crio) {
    const bool has_podman = is_there(tree_, "/usr/bin/podman") ||
                            is_there(tree_, "/usr/local/bin/podman") || service_of(0) != nullptr;
    if (is_asked("podman") && has_podman) {
      podman("podman", {}, service_of(0));
    } else if (has_crio) {
      shared("crio", {}, nullptr);
    }
    for (const LiveEngine& engine : engines_) {
      if (engine.kind != "podman" || engine.user.empty()) continue;
      const auto account = std::ranges::find_if(
          accounts_.users, [&](const auto& each) { return each.second == engine.user; });
      if (account == accounts_.users.end() || account->first == 0) continue;
      const std::string home = home_of(tree_, account->first);
      if (home.starts_with('/')) podman(engine.name, home, service_of(account->first));
    }
  }

  // containers.conf(5): the distribution's, the machine's, the user's, each with its drop-ins.
  void podman(const std::string& name, const std::string& home, const EngineProcess* service) {
    ConfigurationFiles files{.name = name + " containers.conf",
                             .source = "containers",
                             .platform = Platform::podman,
                             .is_all = true};
    const std::string only = variable(service, "CONTAINERS_CONF");
    if (!only.empty()) {
      files.paths.push_back(only);
    } else {
      std::vector<std::string> folders = {"/usr/share/containers", "/etc/containers"};
      if (!home.empty()) folders.push_back(home + "/.config/containers");
      for (const std::string& folder : folders) {
        files.paths.push_back(folder + "/containers.conf");
        drop_ins(folder + "/containers.conf.d", files.paths);
      }
    }
    const std::string last = variable(service, "CONTAINERS_CONF_OVERRIDE");
    if (!last.empty()) files.paths.push_back(last);
    std::erase_if(files.paths, [](const std::string& path) { return !path.starts_with('/'); });
    found_.push_back(std::move(files));
    shared(name, home, service);
  }

  // What CRI-O reads as well. A user's file stands for the machine's.
  void shared(const std::string& name, const std::string& home, const EngineProcess* service) {
    const auto one = [&](const std::string& file, std::vector<std::string> folders,
                         std::string_view from) {
      ConfigurationFiles files{
          .name = name + " " + file, .source = "containers", .platform = Platform::podman};
      std::string path = variable(service, from);
      if (!home.empty()) folders.insert(folders.begin(), home + "/.config/containers");
      for (const std::string& folder : folders) {
        if (path.empty() && is_there(tree_, folder + "/" + file)) path = folder + "/" + file;
      }
      if (path.starts_with('/')) files.paths.push_back(path);
      return files;
    };
    ConfigurationFiles registries =
        one("registries.conf", {"/etc/containers"}, "CONTAINERS_REGISTRIES_CONF");
    drop_ins("/etc/containers/registries.conf.d", registries.paths);
    if (!home.empty()) drop_ins(home + "/.config/containers/registries.conf.d", registries.paths);
    found_.push_back(std::move(registries));
    found_.push_back(one("policy.json", {"/etc/containers"}, ""));
    found_.push_back(one("storage.conf", {"/etc/containers", "/usr/share/containers"},
                         "CONTAINERS_STORAGE_CONF"));
  }

  void lxc() {
    if (!is_asked("lxc")) return;
    const std::string path = "/etc/lxc/default.conf";
    if (is_there(tree_, path)) {
      found_.push_back({.name = "lxc default.conf", .source = "lxc", .paths = {path}});
    }
  }

  const MachineTree& tree_;
  const Accounts& accounts_;
  const std::vector<EngineProcess>& processes_;
  const std::vector<LiveEngine>& engines_;
  const bool all_;
  std::vector<std::string>& hidden_;
  std::vector<ConfigurationFiles> found_;
};

}  // namespace

std::vector<ConfigurationFiles> find_configuration_files(
    const MachineTree& tree, const Accounts& accounts, const std::vector<EngineProcess>& processes,
    const std::vector<LiveEngine>& engines, bool all, std::vector<std::string>& hidden) {
  return Finder(tree, accounts, processes, engines, all, hidden).find();
}

}  // namespace boltseal
