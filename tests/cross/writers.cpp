#include "cross/writers.h"

#include <fmt/format.h>

#include <array>

namespace boltseal::test {
namespace {

bool known(const Text& text) { return text.is_known(); }

// Visits every stated fact; `say` answers whether the format could say it.
template <class Say>
bool all_said(const Facts& facts, Say say) {
  for (const Facts::Entry& entry : facts.entries()) {
    if (!say(entry.fact)) return false;
  }
  return true;
}

template <class T>
const T* known_value(const Facts& facts, FactKey<T> key) {
  const Value<T>& value = facts.get(key);
  return value.is_known() ? &*value : nullptr;
}

std::string user_text(const User& user) {
  return user.name.bytes() + (user.group.empty() ? "" : ":" + user.group.bytes());
}

// --- docker run
// -------------------------------------------------------------------------------------

std::optional<std::string> write_docker_run(const Facts& facts) {
  std::string flags;
  std::string image;
  const auto items = [&](FactKey<Items> key, std::string_view flag) {
    const Items* list = known_value(facts, key);
    if (list == nullptr) return false;
    for (const Item& item : *list) {
      if (!known(item.text)) return false;
      flags += fmt::format(" {} '{}'", flag, item.text.bytes());
    }
    return true;
  };
  const auto text = [&](FactKey<Text> key, std::string_view flag) {
    const Text* value = known_value(facts, key);
    if (value == nullptr || !known(*value)) return false;
    flags += fmt::format(" {}{}", flag, value->bytes());
    return true;
  };
  const auto number = [&](FactKey<std::int64_t> key, std::string_view flag) {
    const std::int64_t* value = known_value(facts, key);
    if (value == nullptr) return false;
    flags += fmt::format(" {} {}", flag, *value);
    return true;
  };
  const bool said = all_said(facts, [&](Fact fact) {
    switch (fact) {
      case Fact::image: {
        const ImageReference* reference = known_value(facts, fact::image);
        if (reference == nullptr || !known(reference->written)) return false;
        image = reference->written.bytes();
        return true;
      }
      case Fact::user: {
        const User* user = known_value(facts, fact::user);
        if (user == nullptr || !known(user->name) || !known(user->group)) return false;
        flags += " --user " + user_text(*user);
        return true;
      }
      case Fact::privileged:
        if (const bool* on = known_value(facts, fact::privileged)) {
          flags += fmt::format(" --privileged={}", *on);
          return true;
        }
        return false;
      case Fact::privilege_escalation:
        if (const bool* on = known_value(facts, fact::privilege_escalation)) {
          flags += fmt::format(" --security-opt no-new-privileges:{}", !*on);
          return true;
        }
        return false;
      case Fact::read_only_root:
        if (const bool* on = known_value(facts, fact::read_only_root)) {
          flags += fmt::format(" --read-only={}", *on);
          return true;
        }
        return false;
      case Fact::capabilities_added: return items(fact::capabilities_added, "--cap-add");
      case Fact::capabilities_dropped: return items(fact::capabilities_dropped, "--cap-drop");
      case Fact::pid_namespace: return text(fact::pid_namespace, "--pid=");
      case Fact::ipc_namespace: return text(fact::ipc_namespace, "--ipc=");
      case Fact::uts_namespace: return text(fact::uts_namespace, "--uts=");
      case Fact::network_mode: return text(fact::network_mode, "--network=");
      case Fact::seccomp: return text(fact::seccomp, "--security-opt seccomp=");
      case Fact::log_driver: return text(fact::log_driver, "--log-driver=");
      case Fact::memory_limit: return number(fact::memory_limit, "--memory");
      case Fact::pids_limit: return number(fact::pids_limit, "--pids-limit");
      case Fact::cpu_limit:
        if (const std::int64_t* milli = known_value(facts, fact::cpu_limit)) {
          flags += fmt::format(" --cpus {}", static_cast<double>(*milli) / 1000);
          return true;
        }
        return false;
      case Fact::mounts: {
        const Mounts* mounts = known_value(facts, fact::mounts);
        if (mounts == nullptr) return false;
        for (const Mount& mount : *mounts) {
          if (mount.kind != MountKind::bind && mount.kind != MountKind::volume) return false;
          if (!known(mount.source) || !known(mount.target) || mount.source.empty()) return false;
          flags += fmt::format(" -v '{}:{}{}'", mount.source.bytes(), mount.target.bytes(),
                               mount.read_only.is(true) ? ":ro" : "");
        }
        return true;
      }
      case Fact::published_ports: {
        const Ports* ports = known_value(facts, fact::published_ports);
        if (ports == nullptr) return false;
        for (const Port& port : *ports) {
          if (!known(port.host_ip) || !known(port.published) || !known(port.target)) return false;
          flags += fmt::format(
              " -p {}{}{}{}", port.host_ip.bytes(), port.host_ip.empty() ? "" : ":",
              port.published.empty() && port.host_ip.empty() ? "" : port.published.bytes() + ":",
              port.target.bytes() + "/" + port.protocol);
        }
        return true;
      }
      default: return false;
    }
  });
  if (!said || image.empty()) return std::nullopt;
  return "#!/bin/sh\ndocker run -d" + flags + " " + image + "\n";
}

// --- Compose
// ----------------------------------------------------------------------------------------

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
      case Fact::seccomp: {
        const Text* profile = known_value(facts, fact::seccomp);
        if (profile == nullptr || !known(*profile)) return false;
        options += "      - seccomp:" + profile->bytes() + "\n";
        return true;
      }
      case Fact::capabilities_added: return items(fact::capabilities_added, "cap_add");
      case Fact::capabilities_dropped: return items(fact::capabilities_dropped, "cap_drop");
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
          line(fmt::format("  - {{type: {}, source: \"{}\", target: \"{}\", read_only: {}}}",
                           mount.kind == MountKind::bind ? "bind" : "volume", mount.source.bytes(),
                           mount.target.bytes(), mount.read_only.is(true)));
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

// --- Kubernetes
// -------------------------------------------------------------------------------------

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
    switch (fact) {
      case Fact::image: {
        const ImageReference* reference = known_value(facts, fact::image);
        if (reference == nullptr || !known(reference->written)) return false;
        container += "      image: \"" + reference->written.bytes() + "\"\n";
        return true;
      }
      case Fact::user: {
        const User* user = known_value(facts, fact::user);
        if (user == nullptr || !known(user->name) || !user->group.empty()) return false;
        const std::string name = user->name.bytes() == "root" ? "0" : user->name.bytes();
        if (name.find_first_not_of("0123456789") != std::string::npos)
          return false;  // names cannot be said
        security += "        runAsUser: " + name + "\n";
        return true;
      }
      case Fact::privileged: return boolean(fact::privileged, "privileged");
      case Fact::privilege_escalation:
        return boolean(fact::privilege_escalation, "allowPrivilegeEscalation");
      case Fact::read_only_root: return boolean(fact::read_only_root, "readOnlyRootFilesystem");
      case Fact::capabilities_added: return list(fact::capabilities_added, "add");
      case Fact::capabilities_dropped: return list(fact::capabilities_dropped, "drop");
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
          volume_mounts += fmt::format(
              "        - name: {}\n          mountPath: \"{}\"\n          readOnly: {}\n", name,
              mount.target.bytes(), mount.read_only.is(true));
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

constexpr std::array writers = {
    Writer{"compose", "compose.yaml", write_compose},
    Writer{"kubernetes", "pod.yaml", write_pod},
    Writer{"script", "run.sh", write_docker_run},
};

}  // namespace

std::span<const Writer> all_writers() { return writers; }

}  // namespace boltseal::test
