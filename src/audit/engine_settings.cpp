#include "audit/engine_settings.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

#include "audit/accounts.h"
#include "base/json.h"
#include "base/text.h"
#include "sources/inspect/engine.h"
#include "sources/yaml/json.h"

namespace boltseal {
namespace {

// As a shell would have to be told it, so that it reads as one knows it.
std::string command_line(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const bool is_plain = !word.empty() && std::ranges::all_of(word, [](char c) {
      return is_word(c) || std::string_view("-=.,:/@+%[]").find(c) != std::string_view::npos;
    });
    std::string quoted = word;
    if (!is_plain) {
      quoted = "'";
      for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
      quoted += "'";
    }
    line += (line.empty() ? "" : " ") + quoted;
  }
  return line;
}

std::string config_path(const EngineProcess& process, const MachineTree& tree) {
  const std::vector<std::string> named = values_of_flag(process.words, "config-file");
  if (!named.empty()) return named.back();
  if (process.uid == 0) return "/etc/docker/daemon.json";
  const std::string home = home_of(tree, process.uid);
  return home.empty() ? std::string() : home + "/.config/docker/daemon.json";
}

// The last word for what may be given once, in a flag or in daemon.json.
std::string setting(const std::vector<std::string>& words, const json& file, const char* name) {
  const std::vector<std::string> values = values_of_flag(words, name);
  return values.empty() ? text_in(file, name) : values.back();
}

Unit read_text(const std::string& path, const std::string& text, std::string_view source) {
  return open_unit(path, find_source(source),
                   MemoryFiles(std::map<std::string, std::string>{{path, text}}));
}

// A fact of several words, or one that the engine tells in words of its own: who wrote it is more
// to the point.
bool is_told_otherwise(Fact fact) {
  return fact == Fact::userns_remap || fact == Fact::insecure_registries ||
         fact == Fact::authorization_plugins;
}

// What is told by both sides stays where somebody wrote it, unless the engine does not follow it.
void reconcile(Level& told, std::vector<Level>& written) {
  for (Level& level : written) {
    std::vector<Fact> facts;
    for (const Facts::Entry& entry : level.facts.entries()) {
      if (told.facts.states(entry.fact)) facts.push_back(entry.fact);
    }
    for (const Fact fact : facts) {
      const bool agrees =
          is_told_otherwise(fact) || *told.facts.find(fact) == *level.facts.find(fact);
      (agrees ? told : level).facts.remove(fact);
    }
  }
}

class SettingsReader {
 public:
  SettingsReader(const LiveEngine& engine, const EngineProcess* process, const MachineTree& tree)
      : engine_(engine), process_(process), tree_(tree) {}

  EngineSettings read() {
    told();
    members();
    networks();
    if (process_ != nullptr) written();
    if (levels_.empty() && !told_) return std::move(read_);
    Engine engine;
    engine.platform = Platform::docker;
    engine.name = engine_.name + " daemon";
    if (told_) {
      // All that it could be told otherwise is known when its command line and its file are.
      if (process_ != nullptr) told_->open.reset();
      reconcile(*told_, levels_);
      engine.levels.push_back(std::move(*told_));
    }
    std::ranges::move(levels_, std::back_inserter(engine.levels));
    read_.unit.inventory.engines.clear();
    read_.unit.inventory.engines.push_back(std::move(engine));
    return std::move(read_);
  }

 private:
  void told() {
    if (engine_.info.empty()) return;
    Unit unit = read_text(engine_.name + " info", engine_.info, "inspect");
    if (!unit.inventory.engines.empty()) {
      told_ = unit.inventory.engines.front().levels.front();
      read_.site = told_->site;
    }
    yaml::Tree tree;
    if (!unit.visited.empty() && yaml::parse_json(unit.visited.front().document, tree) &&
        !tree.documents.empty()) {
      const yaml::Fields object(tree.documents.front());
      read_.swarm = inspect::read_swarm(object);
      read_.data_folder = object.text_or_empty("DockerRootDir");
      read_.is_rootless = told_ && told_->facts.get(fact::rootless).is(true);
    }
    absorb(read_.unit, std::move(unit));
    without_mapping();
  }

  // With userns-remap its folder is "/var/lib/docker/100000.100000".
  void without_mapping() {
    std::string& folder = read_.data_folder;
    const std::size_t slash = folder.rfind('/');
    if (slash == std::string::npos || slash == 0) return;
    const std::string_view last = std::string_view(folder).substr(slash + 1);
    const bool is_mapping =
        last.find('.') != std::string_view::npos &&
        std::ranges::all_of(last, [](char c) { return is_digit(c) || c == '.'; });
    if (is_mapping) folder.resize(slash);
  }

  /// Each object of a list that the engine answered, as `docker KIND inspect` prints it.
  void each_of(std::string_view kind, const std::string& text,
               const std::function<void(const yaml::Fields&)>& visit) {
    if (text.empty()) return;
    const std::string path = engine_.name + " " + std::string(kind) + " inspect";
    auto file = std::make_unique<File>(File{path, text});
    const Document document(*file);
    yaml::Tree tree;
    if (!yaml::parse_json(document, tree) || tree.documents.empty()) return;
    const yaml::Node* const root = tree.documents.front();
    read_.unit.files.push_back(std::move(file));
    if (root == nullptr || !root->is_sequence()) return;
    for (const yaml::Node* const each : root->items) visit(yaml::Fields(each));
  }

  void members() {
    if (!read_.swarm) return;
    each_of("node", engine_.nodes, [&](const yaml::Fields& node) {
      read_.swarm->members.push_back(inspect::read_node(node));
    });
    if (!engine_.used_secrets) return;
    each_of("secret", engine_.secrets, [&](const yaml::Fields& secret) {
      const yaml::Fields spec = secret.object("Spec");
      read_.swarm->secrets.push_back(
          {std::string(spec.text_or_empty("Name")),
           engine_.used_secrets->contains(std::string(secret.text_or_empty("ID"))),
           spec.origin("Name")});
    });
  }

  void networks() {
    each_of("network", engine_.networks, [&](const yaml::Fields& network) {
      const yaml::Fields options = network.object("Options");
      EngineNetwork known{.name = std::string(network.text_or_empty("Name")),
                          .driver = std::string(network.text_or_empty("Driver")),
                          .is_encrypted = options.has("encrypted"),
                          .origin = network.origin("Name")};
      constexpr std::string_view icc = "com.docker.network.bridge.enable_icc";
      if (known.name == "bridge" && known.driver == "bridge" && told_) {
        const std::string_view said = options.text_or_empty(icc);
        if (!said.empty()) {
          told_->facts.set(fact::inter_container_communication, said == "true",
                           options.origin(icc));
        }
      }
      read_.networks.push_back(std::move(known));
    });
  }

  void written() {
    Unit flags = read_text(engine_.name + " daemon", command_line(process_->words), "script");
    std::string text;
    const std::string path = config_path(*process_, tree_);
    const Sight sight =
        path.empty() || process_->is_elsewhere ? Sight::hidden : tree_.read(path, text);
    if (!flags.inventory.engines.empty()) {
      Level level = std::move(flags.inventory.engines.front().levels.front());
      level.open.reset();
      if (sight == Sight::hidden) {
        level.open = level.site;
        level.open->note = "its daemon.json cannot be read";
      }
      levels_.push_back(std::move(level));
    }
    absorb(read_.unit, std::move(flags));
    if (sight == Sight::hidden) {
      read_.hidden.push_back("the daemon.json of " + engine_.name);
    }
    json values;
    if (sight == Sight::there) {
      read_.config_path = path;
      Unit file = read_text(path, text, "daemon");
      if (!file.inventory.engines.empty()) {
        levels_.push_back(std::move(file.inventory.engines.front().levels.front()));
      }
      absorb(read_.unit, std::move(file));
      values = parse_json(text);
    }
    read_.authority = setting(process_->words, values, "tlscacert");
    read_.certificate = setting(process_->words, values, "tlscert");
    read_.key = setting(process_->words, values, "tlskey");
    if (read_.data_folder.empty()) {
      read_.data_folder = setting(process_->words, values, "data-root");
    }
  }

  const LiveEngine& engine_;
  const EngineProcess* process_;
  const MachineTree& tree_;
  EngineSettings read_;
  std::optional<Level> told_;
  std::vector<Level> levels_;
};

}  // namespace

void absorb(Unit& into, Unit&& from) {
  std::ranges::move(from.files, std::back_inserter(into.files));
  std::ranges::copy(from.visited, std::back_inserter(into.visited));
  std::ranges::move(from.inventory.errors, std::back_inserter(into.inventory.errors));
}

EngineSettings read_engine_settings(const LiveEngine& engine, const EngineProcess* process,
                                    const MachineTree& tree) {
  return SettingsReader(engine, process, tree).read();
}

const EngineProcess* process_of(const LiveEngine& engine,
                                const std::vector<EngineProcess>& processes,
                                const MachineTree& tree) {
  const std::string wanted = without_var_run(engine.endpoint);
  for (const EngineProcess& process : processes) {
    if (process.program != "dockerd") continue;
    std::vector<std::string> hosts = values_of_flag(process.words, "host", 'H');
    std::string text;
    if (!process.is_elsewhere && tree.read(config_path(process, tree), text) == Sight::there) {
      const json file = parse_json(text);
      if (file.is_object() && file.contains("hosts") && file["hosts"].is_array()) {
        for (const json& host : file["hosts"]) {
          if (host.is_string()) hosts.push_back(host.get<std::string>());
        }
      }
    }
    const std::string usual = process.uid == 0
                                  ? std::string("/run/docker.sock")
                                  : "/run/user/" + std::to_string(process.uid) + "/docker.sock";
    if (hosts.empty()) hosts.push_back("fd://");
    for (const std::string& host : hosts) {
      constexpr std::string_view scheme = "unix://";
      std::string path;
      if (host.starts_with("fd:") || host == scheme) path = usual;
      if (host.starts_with(scheme) && host != scheme) path = host.substr(scheme.size());
      if (!path.empty() && without_var_run(path) == wanted) return &process;
    }
  }
  return nullptr;
}

}  // namespace boltseal
