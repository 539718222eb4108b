#include "cross/writer_parts.h"

#include <fmt/format.h>

namespace boltseal::test {

std::optional<std::string> write_compose(const Facts& facts) {
  std::string keys, options;
  const auto line = [&](const std::string& content) { keys += "    " + content + "\n"; };
  const auto items = [&](FactKey<Items> key, std::string_view name) {
    const Items* list = known_value(facts, key);
    if (list == nullptr) return false;
    line(fmt::format("{}:", name));
    for (const Item& item : *list) {
      if (!known(item.text)) return false;
      line("  - \"" + item.text.bytes() + "\"");
    }
    return true;
  };
  const auto text = [&](FactKey<Text> key, std::string_view name) {
    const Text* value = known_value(facts, key);
    if (value == nullptr || !known(*value)) return false;
    line(fmt::format("{}: \"{}\"", name, value->bytes()));
    return true;
  };
  const auto option = [&](FactKey<Text> key, std::string_view name) {
    const Text* profile = known_value(facts, key);
    if (profile == nullptr || !known(*profile)) return false;
    options += fmt::format("      - {}:{}\n", name, profile->bytes());
    return true;
  };
  const auto settings = [&](FactKey<Settings> key, std::string_view name) {
    const Settings* list = known_value(facts, key);
    if (list == nullptr) return false;
    line(fmt::format("{}:", name));
    for (const Setting& setting : *list) {
      if (!known(setting.value)) return false;
      line(fmt::format("  {}: \"{}\"", setting.name, setting.value.bytes()));
    }
    return true;
  };
  const auto boolean = [&](FactKey<bool> key, std::string_view name) {
    const bool* on = known_value(facts, key);
    if (on == nullptr) return false;
    line(fmt::format("{}: {}", name, *on));
    return true;
  };
  const bool said = all_said(facts, [&](Fact fact) {
    switch (fact) {
      case Fact::image: {
        const ImageReference* reference = known_value(facts, fact::image);
        if (reference == nullptr || !known(reference->written)) return false;
        line("image: \"" + reference->written.bytes() + "\"");
        return true;
      }
      case Fact::user: {
        const User* user = known_value(facts, fact::user);
        if (user == nullptr || !known(user->name) || !known(user->group)) return false;
        line("user: \"" + user_text(*user) + "\"");
        return true;
      }
      case Fact::privileged: return boolean(fact::privileged, "privileged");
      case Fact::read_only_root: return boolean(fact::read_only_root, "read_only");
      case Fact::privilege_escalation:
        if (const bool* on = known_value(facts, fact::privilege_escalation)) {
          options += fmt::format("      - no-new-privileges:{}\n", !*on);
          return true;
        }
        return false;
      case Fact::seccomp: return option(fact::seccomp, "seccomp");
      case Fact::capabilities_added: return items(fact::capabilities_added, "cap_add");
      case Fact::capabilities_dropped: return items(fact::capabilities_dropped, "cap_drop");
      case Fact::apparmor: return option(fact::apparmor, "apparmor");
      case Fact::selinux: return option(fact::selinux, "label");
      case Fact::masked_paths:
        if (const bool* masked = known_value(facts, fact::masked_paths)) {
          if (!*masked) options += "      - systempaths=unconfined\n";
          return true;
        }
        return false;
      case Fact::devices: return items(fact::devices, "devices");
      case Fact::device_cgroup_rules:
        return items(fact::device_cgroup_rules, "device_cgroup_rules");
      case Fact::groups: return items(fact::groups, "group_add");
      case Fact::links: return items(fact::links, "links");
      case Fact::environment: return settings(fact::environment, "environment");
      case Fact::sysctls: return settings(fact::sysctls, "sysctls");
      case Fact::user_namespace: return text(fact::user_namespace, "userns_mode");
      case Fact::cgroup_namespace: return text(fact::cgroup_namespace, "cgroup");
      case Fact::open_files_limit:
        if (const std::int64_t* limit = known_value(facts, fact::open_files_limit)) {
          line(fmt::format("ulimits: {{nofile: {}}}", *limit));
          return true;
        }
        return false;
      case Fact::restart:
        if (const Restart* restart = known_value(facts, fact::restart)) {
          line("restart: \"" + restart_text(*restart) + "\"");
          return true;
        }
        return false;
      case Fact::pid_namespace: return text(fact::pid_namespace, "pid");
      case Fact::ipc_namespace: return text(fact::ipc_namespace, "ipc");
      case Fact::uts_namespace: return text(fact::uts_namespace, "uts");
      case Fact::network_mode: return text(fact::network_mode, "network_mode");
      case Fact::log_driver: {
        const Text* driver = known_value(facts, fact::log_driver);
        if (driver == nullptr || !known(*driver)) return false;
        line("logging:");
        line("  driver: \"" + driver->bytes() + "\"");
        return true;
      }
      case Fact::memory_limit:
        if (const std::int64_t* bytes = known_value(facts, fact::memory_limit)) {
          line(fmt::format("mem_limit: {}", *bytes));
          return true;
        }
        return false;
      case Fact::pids_limit:
        if (const std::int64_t* count = known_value(facts, fact::pids_limit)) {
          line(fmt::format("pids_limit: {}", *count));
          return true;
        }
        return false;
      case Fact::cpu_limit:
        if (const std::int64_t* milli = known_value(facts, fact::cpu_limit)) {
          line(fmt::format("cpus: {}", static_cast<double>(*milli) / 1000));
          return true;
        }
        return false;
      case Fact::mounts: {
        const Mounts* mounts = known_value(facts, fact::mounts);
        if (mounts == nullptr) return false;
        line("volumes:");
        for (const Mount& mount : *mounts) {
          if (mount.kind != MountKind::bind && mount.kind != MountKind::volume) return false;
          if (!known(mount.source) || !known(mount.target) || mount.source.empty()) return false;
          if (!can_say_options(mount)) return false;
          const std::string bind = mount.propagation.is_known()
                                       ? ", bind: {" + propagation_of(mount, "propagation: ") + "}"
                                       : "";
          line(fmt::format("  - {{type: {}, source: \"{}\", target: \"{}\", read_only: {}{}}}",
                           mount.kind == MountKind::bind ? "bind" : "volume", mount.source.bytes(),
                           mount.target.bytes(), mount.read_only.is(true), bind));
        }
        return true;
      }
      case Fact::published_ports: {
        const Ports* ports = known_value(facts, fact::published_ports);
        if (ports == nullptr) return false;
        line("ports:");
        for (const Port& port : *ports) {
          if (!known(port.host_ip) || !known(port.published) || !known(port.target)) return false;
          line(fmt::format("  - target: {}", port.target.bytes()));
          line("    protocol: " + port.protocol);
          if (!port.published.empty()) line("    published: \"" + port.published.bytes() + "\"");
          if (!port.host_ip.empty()) line("    host_ip: \"" + port.host_ip.bytes() + "\"");
        }
        return true;
      }
      default: return false;
    }
  });
  if (!said) return std::nullopt;
  if (!options.empty()) keys += "    security_opt:\n" + options;
  return "services:\n  it:\n" + keys;
}

}  // namespace boltseal::test
