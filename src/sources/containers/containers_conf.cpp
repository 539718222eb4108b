#include <array>
#include <utility>

#include "base/text.h"
#include "sources/containers/containers.h"

namespace boltseal::containers {
namespace {

using enum toml_text::Form;

// Of containers-common 0.50 to 0.64. What says nothing of safety is left out.
constexpr std::array options = {
    toml_text::Option{"containers", "privileged", boolean, Fact::privileged},
    toml_text::Option{"containers", "default_capabilities", capabilities,
                      Fact::capabilities_dropped},
    toml_text::Option{"containers", "seccomp_profile", text, Fact::seccomp},
    toml_text::Option{"containers", "apparmor_profile", text, Fact::apparmor},
    toml_text::Option{"containers", "no_new_privileges", boolean, Fact::no_new_privileges},
    toml_text::Option{"containers", "pidns", text, Fact::pid_namespace},
    toml_text::Option{"containers", "ipcns", text, Fact::ipc_namespace},
    toml_text::Option{"containers", "utsns", text, Fact::uts_namespace},
    toml_text::Option{"containers", "cgroupns", text, Fact::cgroup_namespace},
    toml_text::Option{"containers", "userns", text, Fact::user_namespace},
    toml_text::Option{"containers", "netns", text, Fact::network_mode},
    toml_text::Option{"containers", "read_only", boolean, Fact::read_only_root},
    toml_text::Option{"containers", "pids_limit", number, Fact::pids_limit},
    toml_text::Option{"containers", "devices", list, Fact::devices},
    toml_text::Option{"containers", "volumes", volumes, Fact::mounts},
    toml_text::Option{"containers", "mounts", mounts, Fact::mounts},
    toml_text::Option{"containers", "env", pairs, Fact::environment},
    toml_text::Option{"containers", "default_sysctls", pairs, Fact::sysctls},
    toml_text::Option{"containers", "default_ulimits", ulimits, Fact::default_ulimits},
    toml_text::Option{"containers", "log_driver", text, Fact::log_driver},
    toml_text::Option{"engine", "events_logger", text, Fact::event_log},
    toml_text::Option{"engine", "no_pivot_root", negated, Fact::pivot_root},
};

// `label = false` switches SELinux off for all of them.
void read_label(const yaml::Fields& containers, Facts& facts) {
  if (containers.boolean("label") != false) return;
  facts.set(fact::selinux, Text("disable"), containers.origin("label"));
}

// -1, the default, is no bound.
void read_log_size(const yaml::Fields& containers, Facts& facts) {
  const auto most = containers.number("log_size_max");
  if (!most) return;
  const Origin origin = containers.origin("log_size_max");
  facts.add(fact::log_options,
            Setting{"max-size", Text(*most > 0 ? std::to_string(*most) : "-1"), origin});
}

// Where `podman --remote` finds its engine.
void read_destinations(const yaml::Fields& engine, Facts& facts) {
  for (const yaml::Entry& entry : engine.members("service_destinations")) {
    const yaml::Node* const uri = yaml::Fields(entry.value).text("uri");
    if (uri == nullptr) continue;
    facts.add(fact::client_addresses, Item{Text(std::string(uri->value)), uri->origin()});
  }
}

// "none": nothing keeps the networks of containers apart (netavark).
void read_firewall(const yaml::Fields& network, Facts& facts) {
  const yaml::Node* const driver = network.text("firewall_driver");
  if (driver == nullptr) return;
  facts.set(fact::iptables, driver->value != "none", driver->origin());
}

}  // namespace

std::span<const toml_text::Option> containers_conf_options() { return options; }

void read_containers_conf(const yaml::Fields& root, toml_text::Said& said) {
  toml_text::read_options(root, options, said);
  const yaml::Fields containers = root.object("containers");
  read_label(containers, said.containers);
  read_log_size(containers, said.containers);
  read_destinations(root.object("engine"), said.engine);
  read_firewall(root.object("network"), said.engine);
}

}  // namespace boltseal::containers
