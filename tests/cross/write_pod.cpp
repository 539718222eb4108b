#include "cross/writer_parts.h"

#include <fmt/format.h>

namespace boltseal::test {

std::optional<std::string> write_pod(const Facts& facts) {
  std::string pod, container, security, capabilities, limits, volume_mounts, volumes, ports;
  const bool said = all_said(facts, [&](Fact fact) {
    const auto boolean = [&](FactKey<bool> key, std::string_view name) {
      const bool* on = known_value(facts, key);
      if (on == nullptr) return false;
      security += fmt::format("        {}: {}\n", name, *on);
      return true;
    };
    const auto list = [&](FactKey<Items> key, std::string_view name) {
      const Items* items = known_value(facts, key);
      if (items == nullptr) return false;
      capabilities += fmt::format("          {}:\n", name);
      for (const Item& item : *items) {
        if (!known(item.text)) return false;
        capabilities += "            - " + item.text.bytes() + "\n";
      }
      return true;
    };
    const auto host = [&](FactKey<Text> key, std::string_view name) {
      const Text* mode = known_value(facts, key);
      if (mode == nullptr || mode->equals("host") != Truth::yes) return false;
      pod += fmt::format("  {}: true\n", name);
      return true;
    };
    const auto profile = [&](FactKey<Text> key, std::string_view name) {
      const Text* wanted = known_value(facts, key);
      if (wanted == nullptr || !known(*wanted)) return false;
      const std::string type = wanted->bytes() == "unconfined"        ? "type: Unconfined"
                               : wanted->bytes() == "runtime/default" ? "type: RuntimeDefault"
                                                                      : "type: Localhost, "
                                                                        "localhostProfile: \"" +
                                                                            wanted->bytes() + "\"";
      security += fmt::format("        {}: {{{}}}\n", name, type);
      return true;
    };
    switch (fact) {
      case Fact::image: {
        const ImageReference* reference = known_value(facts, fact::image);
        if (reference == nullptr || !known(reference->written)) return false;
        container += "      image: \"" + reference->written.bytes() + "\"\n";
        return true;
      }
      case Fact::user: {
        const User* user = known_value(facts, fact::user);
        if (user == nullptr || !known(user->name) || !known(user->group)) return false;
        const std::string name = user->name.bytes() == "root" ? "0" : user->name.bytes();
        if (name.find_first_not_of("0123456789") != std::string::npos)
          return false;  // names cannot be said
        const std::string group = user->group.bytes() == "root" ? "0" : user->group.bytes();
        if (group.find_first_not_of("0123456789") != std::string::npos) return false;
        security += "        runAsUser: " + name + "\n";
        if (!group.empty()) security += "        runAsGroup: " + group + "\n";
        return true;
      }
      case Fact::privileged: return boolean(fact::privileged, "privileged");
      case Fact::privilege_escalation:
        return boolean(fact::privilege_escalation, "allowPrivilegeEscalation");
      case Fact::read_only_root: return boolean(fact::read_only_root, "readOnlyRootFilesystem");
      case Fact::capabilities_added: return list(fact::capabilities_added, "add");
      case Fact::capabilities_dropped: return list(fact::capabilities_dropped, "drop");
      case Fact::run_as_non_root: return boolean(fact::run_as_non_root, "runAsNonRoot");
      case Fact::seccomp: return profile(fact::seccomp, "seccompProfile");
      case Fact::apparmor: return profile(fact::apparmor, "appArmorProfile");
      case Fact::selinux: {
        const Text* label = known_value(facts, fact::selinux);
        // "disable" has no word here; a type that confines nothing says the same.
        if (label == nullptr || label->equals("disable") != Truth::yes) return false;
        security += "        seLinuxOptions: {type: spc_t}\n";
        return true;
      }
      case Fact::masked_paths: {
        const bool* masked = known_value(facts, fact::masked_paths);
        if (masked == nullptr) return false;
        security += fmt::format("        procMount: {}\n", *masked ? "Default" : "Unmasked");
        return true;
      }
      case Fact::environment: {
        const Settings* variables = known_value(facts, fact::environment);
        if (variables == nullptr) return false;
        container += "      env:\n";
        for (const Setting& setting : *variables) {
          if (!known(setting.value)) return false;
          container += fmt::format("        - {{name: {}, value: \"{}\"}}\n", setting.name,
                                   setting.value.bytes());
        }
        return true;
      }
      case Fact::published_ports: {
        const Ports* published = known_value(facts, fact::published_ports);
        if (published == nullptr) return false;
        container += "      ports:\n";
        for (const Port& port : *published) {
          if (!known(port.host_ip) || !known(port.target) || !known(port.published)) return false;
          // A range, or a port that the engine chooses, cannot be said.
          if (port.published.empty() || port.published.bytes().find('-') != std::string::npos ||
              port.target.bytes().find('-') != std::string::npos) {
            return false;
          }
          container += fmt::format(
              "        - {{containerPort: {}, hostPort: {}, protocol: {}{}}}\n",
              port.target.bytes(), port.published.bytes(), port.protocol == "udp" ? "UDP" : "TCP",
              port.host_ip.empty() ? "" : ", hostIP: \"" + port.host_ip.bytes() + "\"");
        }
        return true;
      }
      case Fact::pid_namespace: return host(fact::pid_namespace, "hostPID");
      case Fact::ipc_namespace: return host(fact::ipc_namespace, "hostIPC");
      case Fact::network_mode: return host(fact::network_mode, "hostNetwork");
      case Fact::memory_limit: {
        const std::int64_t* bytes = known_value(facts, fact::memory_limit);
        if (bytes == nullptr || *bytes <= 0) return false;
        limits += fmt::format("          memory: \"{}\"\n", *bytes);
        return true;
      }
      case Fact::cpu_limit: {
        const std::int64_t* milli = known_value(facts, fact::cpu_limit);
        if (milli == nullptr || *milli <= 0) return false;
        limits += fmt::format("          cpu: {}m\n", *milli);
        return true;
      }
      case Fact::mounts: {
        const Mounts* mounts = known_value(facts, fact::mounts);
        if (mounts == nullptr) return false;
        for (const Mount& mount : *mounts) {
          // A manifest has no relative host paths.
          if (mount.kind != MountKind::bind || !known(mount.source) || !known(mount.target))
            return false;
          if (!mount.source.bytes().starts_with('/')) return false;
          const std::string name = fmt::format("v{}", volumes.size());
          volumes += fmt::format("    - name: {}\n      hostPath: {{path: \"{}\"}}\n", name,
                                 mount.source.bytes());
          if (!can_say_options(mount)) return false;
          const std::string mode = propagation_of(mount, "");
          const bool shared = mode == "shared" || mode == "rshared";
          const bool slave = mode == "slave" || mode == "rslave";
          volume_mounts += fmt::format(
              "        - name: {}\n          mountPath: \"{}\"\n          readOnly: {}\n"
              "          mountPropagation: {}\n",
              name, mount.target.bytes(), mount.read_only.is(true),
              shared  ? "Bidirectional"
              : slave ? "HostToContainer"
                      : "None");
        }
        return true;
      }
      default: return false;
    }
  });
  if (!said) return std::nullopt;
  std::string out = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: it\nspec:\n" + pod +
                    "  containers:\n    - name: it\n" + container;
  if (!security.empty() || !capabilities.empty()) {
    out += "      securityContext:\n" + security;
    if (!capabilities.empty()) out += "        capabilities:\n" + capabilities;
  }
  if (!limits.empty()) out += "      resources:\n        limits:\n" + limits;
  if (!volume_mounts.empty())
    out += "      volumeMounts:\n" + volume_mounts + "  volumes:\n" + volumes;
  return out;
}

}  // namespace boltseal::test
