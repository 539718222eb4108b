#include "sources/inspect/service.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sources/inspect/parts.h"
#include "sources/inspect/volume.h"

namespace boltseal::inspect {
namespace {

using yaml::Fields;
using yaml::Node;
using yaml::state_list;

class ServiceReader {
 public:
  ServiceReader(const Fields& spec, Facts& facts)
      : spec_(spec),
        task_(spec.object("TaskTemplate")),
        container_(task_.object("ContainerSpec")),
        facts_(facts) {}

  void run() {
    program();
    if (const Node* const user = container_.text("User")) state_user(facts_, *user);
    state_list(facts_, fact::groups, container_.items("Groups"));
    container_.state(facts_, fact::read_only_root, "ReadOnly");
    privileges();
    limits();
    mounts();
    networks();
    ports();
    state_health_check(facts_, container_.object("Healthcheck"));
    const Fields log = task_.object("LogDriver");
    log.state(facts_, fact::log_driver, "Name");
    state_list(facts_, fact::log_options, log.settings("Options"));
  }

 private:
  void program() {
    if (const Node* const image = container_.text("Image")) {
      facts_.set(fact::image, parse_image_reference(Text(std::string(image->value))),
                 image->origin());
    }
    // What it calls a command replaces the image's entrypoint, its arguments the image's command.
    command(fact::entrypoint, "Command");
    command(fact::command, "Args");
    state_environment(facts_, container_);
    state_list(facts_, fact::labels, container_.settings("Labels"));
  }

  void command(FactKey<Command> key, std::string_view field) {
    Command command;
    for (Item& item : container_.items(field)) command.words.push_back(std::move(item.text));
    if (!command.words.empty()) facts_.set(key, std::move(command), container_.origin(field));
  }

  void privileges() {
    state_list(facts_, fact::capabilities_added, capabilities(container_, "CapabilityAdd"));
    state_list(facts_, fact::capabilities_dropped, capabilities(container_, "CapabilityDrop"));
    state_list(facts_, fact::sysctls, container_.settings("Sysctls"));
    const Fields said = container_.object("Privileges");
    if (const auto guarded = said.boolean("NoNewPrivileges")) {
      facts_.set(fact::privilege_escalation, !*guarded, said.origin("NoNewPrivileges"));
    }
    const Fields seccomp = said.object("Seccomp");
    if (seccomp.text_or_empty("Mode") == "unconfined") {
      facts_.set(fact::seccomp, Text("unconfined"), seccomp.origin("Mode"));
    }
    const Fields apparmor = said.object("AppArmor");
    if (apparmor.text_or_empty("Mode") == "disabled") {
      facts_.set(fact::apparmor, Text("unconfined"), apparmor.origin("Mode"));
    }
    const Fields selinux = said.object("SELinuxContext");
    if (selinux.boolean("Disable") == true) {
      facts_.set(fact::selinux, Text("disable"), selinux.origin("Disable"));
    }
  }

  void limits() {
    const Fields bounds = task_.object("Resources").object("Limits");
    constexpr std::int64_t nanoseconds_of_a_thousandth = 1'000'000;
    if (const auto memory = bounds.number("MemoryBytes"); memory && *memory > 0) {
      facts_.set(fact::memory_limit, *memory, bounds.origin("MemoryBytes"));
    }
    if (const auto cpus = bounds.number("NanoCPUs"); cpus && *cpus > 0) {
      facts_.set(fact::cpu_limit, *cpus / nanoseconds_of_a_thousandth, bounds.origin("NanoCPUs"));
    }
    if (const auto pids = bounds.number("Pids"); pids && *pids > 0) {
      facts_.set(fact::pids_limit, *pids, bounds.origin("Pids"));
    }
    state_ulimits(facts_, container_.list("Ulimits"));
    const Fields restart = task_.object("RestartPolicy");
    if (const Node* const condition = restart.text("Condition")) {
      Restart value;
      value.policy = condition->value == "none"  ? "no"
                     : condition->value == "any" ? "always"
                                                 : condition->value;
      if (const auto attempts = restart.number("MaxAttempts"); attempts && *attempts > 0) {
        value.attempts = *attempts;
      }
      facts_.set(fact::restart, std::move(value), condition->origin());
    }
  }

  void mounts() {
    Mounts mounts;
    for (const Node* const each : container_.list("Mounts")) mounts.push_back(mount(Fields(each)));
    // Files that the Swarm brings; nobody can write to them.
    given("Secrets", "SecretName", "/run/secrets/", mounts);
    given("Configs", "ConfigName", "/", mounts);
    state_list(facts_, fact::mounts, std::move(mounts));
  }

  static Mount mount(const Fields& said) {
    Mount mount;
    const std::string_view type = said.text_or_empty("Type");
    mount.kind = type == "bind"                          ? MountKind::bind
                 : type == "volume" || type == "cluster" ? MountKind::volume
                 : type == "tmpfs"                       ? MountKind::tmpfs
                 : type == "image"                       ? MountKind::image
                                                         : MountKind::unknown;
    mount.source = Text(std::string(said.text_or_empty("Source")));
    mount.target = Text(std::string(said.text_or_empty("Target")));
    mount.origin = said.origin(said.has("Source") ? "Source" : "Target");
    // What is false is left out.
    const bool is_read_only = said.boolean("ReadOnly").value_or(false);
    mount.read_only = Value<bool>::known(is_read_only, said.origin("ReadOnly"));
    const Fields bind = said.object("BindOptions");
    if (const Node* const propagation = bind.text("Propagation")) {
      mount.propagation =
          Value<Text>::known(Text(std::string(propagation->value)), propagation->origin());
    }
    define_asked_volume(mount, said);
    return mount;
  }

  void given(std::string_view field, std::string_view name, std::string_view folder,
             Mounts& mounts) {
    for (const Node* const each : container_.list(field)) {
      const Fields said(each);
      Mount mount;
      mount.kind = MountKind::config;
      mount.source = Text(std::string(said.text_or_empty(name)));
      const std::string_view target = said.object("File").text_or_empty("Name");
      mount.target =
          Text(target.starts_with('/') ? std::string(target) : std::string(folder).append(target));
      mount.origin = said.origin(name);
      mount.read_only = Value<bool>::known(true, mount.origin);
      mounts.push_back(std::move(mount));
    }
  }

  // That of the host has no other name.
  void networks() {
    for (const Fields& where : {task_, spec_}) {
      for (const Node* const each : where.list("Networks")) {
        const Fields network(each);
        if (network.text_or_empty("Target") != "host") continue;
        facts_.set(fact::network_mode, Text("host"), network.origin("Target"));
      }
    }
  }

  void ports() {
    Ports ports;
    for (const Node* const each : spec_.object("EndpointSpec").list("Ports")) {
      const Fields said(each);
      const auto target = said.number("TargetPort"), published = said.number("PublishedPort");
      if (!target) continue;
      Port port;
      port.target = Text(std::to_string(*target));
      if (published && *published > 0) port.published = Text(std::to_string(*published));
      port.protocol = said.text_or_empty("Protocol");
      port.origin = said.origin(published ? "PublishedPort" : "TargetPort");
      ports.push_back(std::move(port));
    }
    state_list(facts_, fact::published_ports, std::move(ports));
  }

  const Fields spec_, task_, container_;
  Facts& facts_;
};

}  // namespace

bool is_service(const Fields& object) {
  return object.text("ID") != nullptr &&
         object.object("Spec").object("TaskTemplate").object("ContainerSpec");
}

bool is_service_text(std::string_view text) {
  return text.find("\"TaskTemplate\"") != std::string_view::npos &&
         text.find("\"ContainerSpec\"") != std::string_view::npos;
}

Workload read_service(const Fields& object) {
  const Fields spec = object.object("Spec");
  const Fields mode = spec.object("Mode");
  Workload workload;
  workload.platform = Platform::swarm;
  workload.name = "service " + std::string(spec.text_or_empty("Name"));
  workload.is_job = mode.has("ReplicatedJob") || mode.has("GlobalJob");
  Level level;
  level.kind = LevelKind::service;
  level.name = workload.name;
  level.site = spec.origin("Name");
  workload.levels.push_back(std::move(level));
  ServiceReader(spec, workload.levels.back().facts).run();
  return workload;
}

std::string spell_service(std::string flag) {
  struct Row {
    std::string_view run, service;  ///< As `docker run` and `docker service update` begin it.
  };
  static constexpr Row rows[] = {{"--memory ", "--limit-memory "},
                                 {"--cpus ", "--limit-cpu "},
                                 {"--pids-limit ", "--limit-pids "},
                                 {"--ulimit ", "--ulimit-add "},
                                 {"--user ", "--user "},
                                 {"--read-only", "--read-only"},
                                 {"--cap-", "--cap-"},
                                 {"--health-", "--health-"},
                                 {"--log-", "--log-"},
                                 {"--restart on-failure:", "--restart-max-attempts "}};
  for (const Row& row : rows) {
    if (flag.starts_with(row.run)) return flag.replace(0, row.run.size(), row.service);
  }
  return {};
}

}  // namespace boltseal::inspect
