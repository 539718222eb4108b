#include "sources/inspect/engine.h"

#include <string>
#include <utility>

namespace boltseal::inspect {
namespace {

bool is_active(const Fields& object) {
  return object.object("Swarm").text_or_empty("LocalNodeState") == "active";
}

class EngineReader {
 public:
  explicit EngineReader(const Fields& object) : object_(object) {}

  Level read() {
    level_.kind = LevelKind::daemon;
    level_.name = "docker info";
    level_.site = object_.origin("ServerVersion");
    level_.open = level_.site;
    level_.open->note = "the engine does not tell all of its settings";
    object_.state(facts_, fact::storage_driver, "Driver");
    object_.state(facts_, fact::log_driver, "LoggingDriver");
    object_.state(facts_, fact::experimental, "ExperimentalBuild");
    if (object_.boolean("Debug") == true) {
      facts_.set(fact::log_level, Text("debug"), object_.origin("Debug"));
    }
    if (is_active(object_)) {
      // A member of a Swarm cannot have it, whatever it is set to.
      facts_.set(fact::live_restore, Value<bool>::unknown(object_.origin("Swarm")));
    } else {
      object_.state(facts_, fact::live_restore, "LiveRestoreEnabled");
    }
    security();
    registries();
    const Fields plugins = object_.object("Plugins");
    if (plugins) {
      facts_.set(fact::authorization_plugins, plugins.items("Authorization"),
                 plugins.origin("Authorization"));
    }
    return std::move(level_);
  }

 private:
  // "name=seccomp,profile=builtin", "name=userns", "name=rootless", "name=no-new-privileges"
  void security() {
    if (!object_.has("SecurityOptions") && object_.text("ServerVersion") == nullptr) return;
    const Origin site = object_.origin("SecurityOptions");
    bool has_filter = false;
    facts_.set(fact::rootless, false, site);
    facts_.set(fact::selinux_enabled, false, site);
    for (const Item& option : object_.items("SecurityOptions")) {
      const std::string& text = option.text.bytes();
      if (text == "name=selinux") {
        facts_.set(fact::selinux_enabled, true, option.origin);
      } else if (text == "name=no-new-privileges") {
        facts_.set(fact::no_new_privileges, true, option.origin);
      } else if (text == "name=userns" || text == "name=rootless") {
        // Either way root in a container is another user outside.
        facts_.set(fact::userns_remap, Text("default"), option.origin);
        if (text == "name=rootless") facts_.set(fact::rootless, true, option.origin);
      } else if (text.starts_with("name=seccomp")) {
        constexpr std::string_view key = ",profile=";
        const std::size_t at = text.find(key);
        std::string profile =
            at == std::string::npos ? std::string() : text.substr(at + key.size());
        // Its own name for the built-in one changed in 22.06.
        if (profile.empty() || profile == "default") profile = "builtin";
        facts_.set(fact::seccomp, Text(std::move(profile)), option.origin);
        has_filter = true;
      }
    }
    // The kernel has none to give.
    if (!has_filter) facts_.set(fact::seccomp, Text("unconfined"), site);
  }

  void registries() {
    const Fields config = object_.object("RegistryConfig");
    Items insecure;
    for (Item& range : config.items("InsecureRegistryCIDRs")) {
      // These it trusts without being told.
      if (range.text.bytes() == "127.0.0.0/8" || range.text.bytes() == "::1/128") continue;
      insecure.push_back(std::move(range));
    }
    for (const yaml::Entry& entry : config.members("IndexConfigs")) {
      const Fields index(entry.value);
      if (index.boolean("Secure") != false) continue;
      insecure.push_back({Text(std::string(entry.key->value)), entry.key->origin()});
    }
    yaml::state_list(facts_, fact::insecure_registries, std::move(insecure));
  }

  const Fields& object_;
  Level level_;
  Facts& facts_ = level_.facts;
};

}  // namespace

bool is_engine(const Fields& object) {
  return object.has("ServerVersion") && object.has("Driver") && object.has("Plugins");
}

Engine read_engine(const Fields& object) {
  Engine engine;
  engine.platform = Platform::docker;
  engine.name = "docker daemon";
  engine.levels.push_back(EngineReader(object).read());
  return engine;
}

std::optional<Swarm> read_swarm(const Fields& object) {
  if (!is_active(object)) return std::nullopt;
  const Fields swarm = object.object("Swarm");
  Swarm read;
  read.site = object.origin("Swarm");
  if (swarm.boolean("ControlAvailable") != true) return read;
  read.managers = swarm.number("Managers");
  read.nodes = swarm.number("Nodes");
  const Fields settings = swarm.object("Cluster").object("Spec");
  const Fields encryption = settings.object("EncryptionConfig");
  read.is_locked = encryption.boolean("AutoLockManagers");
  read.lock_origin = encryption.origin("AutoLockManagers");
  const Fields authority = settings.object("CAConfig");
  constexpr std::int64_t nanoseconds = 86'400ll * 1'000'000'000;
  if (const auto expiry = authority.number("NodeCertExpiry")) {
    read.certificate_days = *expiry / nanoseconds;
  }
  read.certificate_origin = authority.origin("NodeCertExpiry");
  return read;
}

SwarmNode read_node(const Fields& object) {
  const Fields spec = object.object("Spec"), description = object.object("Description");
  SwarmNode node;
  node.name = description.text_or_empty("Hostname");
  if (node.name.empty()) node.name = object.text_or_empty("ID");
  node.origin = description.origin("Hostname");
  node.is_manager = spec.text_or_empty("Role") == "manager";
  node.availability = spec.text_or_empty("Availability");
  node.engine_version = description.object("Engine").text_or_empty("EngineVersion");
  const Fields status = object.object("Status"), manager = object.object("ManagerStatus");
  const std::string_view state = status.text_or_empty("State");
  const bool is_unreachable = manager.text_or_empty("Reachability") == "unreachable";
  node.is_gone = state == "down" || state == "disconnected" || is_unreachable;
  if (node.is_gone) {
    node.origin = is_unreachable ? manager.origin("Reachability") : status.origin("State");
  }
  return node;
}

}  // namespace boltseal::inspect
