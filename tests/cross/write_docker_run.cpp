#include "cross/writer_parts.h"

#include <fmt/format.h>

namespace boltseal::test {

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
  const auto settings = [&](FactKey<Settings> key, std::string_view flag) {
    const Settings* list = known_value(facts, key);
    if (list == nullptr) return false;
    for (const Setting& setting : *list) {
      if (!known(setting.value)) return false;
      flags += fmt::format(" {} '{}={}'", flag, setting.name, setting.value.bytes());
    }
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
      case Fact::user_namespace: return text(fact::user_namespace, "--userns=");
      case Fact::cgroup_namespace: return text(fact::cgroup_namespace, "--cgroupns=");
      case Fact::seccomp: return text(fact::seccomp, "--security-opt seccomp=");
      case Fact::apparmor: return text(fact::apparmor, "--security-opt apparmor=");
      case Fact::selinux: return text(fact::selinux, "--security-opt label=");
      case Fact::masked_paths:
        if (const bool* masked = known_value(facts, fact::masked_paths)) {
          if (!*masked) flags += " --security-opt systempaths=unconfined";
          return true;
        }
        return false;
      case Fact::devices: return items(fact::devices, "--device");
      case Fact::device_cgroup_rules:
        return items(fact::device_cgroup_rules, "--device-cgroup-rule");
      case Fact::groups: return items(fact::groups, "--group-add");
      case Fact::links: return items(fact::links, "--link");
      case Fact::environment: return settings(fact::environment, "--env");
      case Fact::sysctls: return settings(fact::sysctls, "--sysctl");
      case Fact::open_files_limit:
        if (const std::int64_t* limit = known_value(facts, fact::open_files_limit)) {
          flags += fmt::format(" --ulimit nofile={}", *limit);
          return true;
        }
        return false;
      case Fact::restart:
        if (const Restart* restart = known_value(facts, fact::restart)) {
          flags += " --restart " + restart_text(*restart);
          return true;
        }
        return false;
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
          if (!can_say_options(mount)) return false;
          flags += fmt::format(" -v '{}:{}:{}{}'", mount.source.bytes(), mount.target.bytes(),
                               mount.read_only.is(true) ? "ro" : "rw", propagation_of(mount, ","));
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

}  // namespace boltseal::test
