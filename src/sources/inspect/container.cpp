#include "sources/inspect/container.h"

#include <algorithm>
#include <utility>

#include "sources/inspect/parts.h"
#include "sources/inspect/volume.h"
#include "sources/notation/notation.h"

namespace boltseal::inspect {
namespace {

using yaml::Entry;
using yaml::Fields;
using yaml::Node;
using yaml::state_list;

class ContainerReader {
 public:
  ContainerReader(const Fields& object, Workload& workload)
      : object_(object),
        config_(object.object("Config")),
        host_(object.object("HostConfig")),
        workload_(workload),
        facts_(workload.levels.back().facts) {}

  void run() {
    program();
    identity();
    limits();
    privileges();
    mounts();
    networking();
    state_health_check(facts_, config_.object("Healthcheck"));
    logging();
    workload_.is_removed = host_.boolean("AutoRemove").value_or(false);
  }

 private:
  void logging() {
    const Fields log = host_.object("LogConfig");
    log.state(facts_, fact::log_driver, "Type");
    Settings options = log.settings("Config");
    // Podman has its bound beside them: "10MB", "0B" for none.
    const Node* const size = log.text("Size");
    if (size != nullptr && is_podman()) {
      options.push_back({"max-size", Text(size->value == "0B" ? "-1" : std::string(size->value)),
                         size->origin()});
    }
    state_list(facts_, fact::log_options, std::move(options));
  }

  bool is_podman() const { return workload_.platform == Platform::podman; }

  void program() {
    // Podman has the name beside the configuration: ImageName.
    const bool beside = !config_.has("Image");
    const Fields& where = beside ? object_ : config_;
    if (const Node* const image = where.text(beside ? "ImageName" : "Image")) {
      facts_.set(fact::image, parse_image_reference(Text(std::string(image->value))),
                 image->origin());
    }
    command(fact::entrypoint, "Entrypoint");
    command(fact::command, "Cmd");
    state_environment(facts_, config_);
    state_list(facts_, fact::labels, config_.settings("Labels"));
  }

  void command(FactKey<Command> key, std::string_view field) {
    Command command;
    // Podman before 5.0 writes the entrypoint as one string.
    if (const Node* const one = config_.text(field))
      command.words.emplace_back(std::string(one->value));
    for (Item& item : config_.items(field)) command.words.push_back(std::move(item.text));
    if (!command.words.empty()) facts_.set(key, std::move(command), config_.origin(field));
  }

  void identity() {
    if (const Node* const said = config_.text("User")) {
      state_user(facts_, *said);
    } else {
      // Neither the image nor who started it names one.
      workload_.levels.front().facts.set(fact::user, User{.name = Text("root"), .group = {}},
                                         config_.origin("User"));
    }
    state_list(facts_, fact::groups, host_.items("GroupAdd"));
    host_.state(facts_, fact::user_namespace, "UsernsMode");
    host_.state(facts_, fact::read_only_root, "ReadonlyRootfs");
  }

  // 0 is what engines have when nothing is said.
  void limit(FactKey<std::int64_t> key, std::string_view field) {
    const std::optional<std::int64_t> said = host_.number(field);
    if (said && *said != 0) facts_.set(key, *said, host_.origin(field));
  }

  void limits() {
    limit(fact::memory_limit, "Memory");
    limit(fact::pids_limit, "PidsLimit");
    // Podman sets a limit by itself, and says 0 where somebody took it away.
    if (is_podman() && host_.number("PidsLimit") == 0) {
      facts_.set(fact::pids_limit, std::int64_t{-1}, host_.origin("PidsLimit"));
    }
    constexpr std::int64_t nanoseconds_of_a_thousandth = 1'000'000;
    if (const auto nano = host_.number("NanoCpus"); nano && *nano > 0) {
      facts_.set(fact::cpu_limit, *nano / nanoseconds_of_a_thousandth, host_.origin("NanoCpus"));
    } else if (const auto quota = host_.number("CpuQuota"); quota && *quota > 0) {
      constexpr std::int64_t usual_period = 100'000;  // microseconds, CFS' own
      const std::int64_t said = host_.number("CpuPeriod").value_or(0);
      const std::int64_t period = said > 0 ? said : usual_period;
      if (*quota < INT64_MAX / 1000) {
        facts_.set(fact::cpu_limit, *quota * 1000 / period, host_.origin("CpuQuota"));
      }
    }
    state_ulimits(facts_, host_.list("Ulimits"));
    const Fields restart = host_.object("RestartPolicy");
    if (const Node* const policy = restart.text("Name")) {
      Restart value;
      value.policy = policy->value;
      if (const auto attempts = restart.number("MaximumRetryCount"); attempts && *attempts > 0) {
        value.attempts = *attempts;
      }
      facts_.set(fact::restart, std::move(value), policy->origin());
    }
  }

  void privileges() {
    host_.state(facts_, fact::privileged, "Privileged");
    state_list(facts_, fact::capabilities_added, capabilities(host_, "CapAdd"));
    dropped();
    for (const Item& option : host_.items("SecurityOpt")) security_option(option);
    // Null is the engine's own list; an empty one masks nothing.
    if (host_.has("MaskedPaths") && host_.list("MaskedPaths").empty()) {
      facts_.set(fact::masked_paths, false, host_.origin("MaskedPaths"));
    }
    host_.state(facts_, fact::pid_namespace, "PidMode");
    host_.state(facts_, fact::ipc_namespace, "IpcMode");
    host_.state(facts_, fact::uts_namespace, "UTSMode");
    host_.state(facts_, fact::cgroup_namespace, is_podman() ? "CgroupMode" : "CgroupnsMode");
    // Podman names that of the pod, which it made itself.
    if (!is_podman()) host_.state(facts_, fact::cgroup_parent, "CgroupParent");
    Items devices;
    for (const Node* const each : host_.list("Devices")) {
      const Fields device(each);
      std::string text(device.text_or_empty("PathOnHost"));
      for (const std::string_view field : {"PathInContainer", "CgroupPermissions"}) {
        const std::string_view part = device.text_or_empty(field);
        if (!part.empty()) (text += ':') += part;
      }
      if (!text.empty()) devices.push_back({Text(std::move(text)), each->origin()});
    }
    state_list(facts_, fact::devices, std::move(devices));
    state_list(facts_, fact::device_cgroup_rules, host_.items("DeviceCgroupRules"));
    state_list(facts_, fact::sysctls, host_.settings("Sysctls"));
  }

  void dropped() {
    Items dropped = capabilities(host_, "CapDrop");
    // Podman lists each that it took away, and what is left.
    if (is_podman() && object_.node()->get("BoundingCaps") != nullptr) {  // null: none is left
      Items left = object_.items("BoundingCaps");
      if (left.size() < dropped.size()) {
        for (Item& item : left) item.text = Text(capability_name(item.text.bytes()));
        yaml::state_list(facts_, fact::capabilities_added, std::move(left));
        dropped.assign(1, {Text("ALL"), host_.origin("CapDrop")});
      }
    }
    state_list(facts_, fact::capabilities_dropped, std::move(dropped));
  }

  void security_option(const Item& option) {
    // Engines add it where namespaces of the host make labels meaningless.
    const bool is_added = facts_.get(fact::privileged).is(true) ||
                          host_.text_or_empty("PidMode") == "host" ||
                          host_.text_or_empty("IpcMode") == "host";
    const std::string& written = option.text.bytes();
    if (is_added && (written == "label=disable" || written == "label:disable")) return;
    state_security_option(facts_, option);
  }

  void mounts() {
    Mounts mounts;
    // What is mounted, whichever option asked for it.
    for (const Node* const each : object_.list("Mounts")) mounts.push_back(mount(Fields(each)));
    for (const Entry& entry : host_.members("Tmpfs")) {
      Mount tmpfs;
      tmpfs.kind = MountKind::tmpfs;
      tmpfs.target = Text(std::string(entry.key->value));
      tmpfs.origin = entry.key->origin();
      mounts.push_back(std::move(tmpfs));
    }
    state_list(facts_, fact::mounts, std::move(mounts));
  }

  static Mount mount(const Fields& said) {
    Mount mount;
    mount.origin = said.node() == nullptr ? Origin{} : said.node()->origin();
    const std::string_view type = said.text_or_empty("Type");
    mount.kind = type == "bind"     ? MountKind::bind
                 : type == "volume" ? MountKind::volume
                 : type == "tmpfs"  ? MountKind::tmpfs
                 : type == "image"  ? MountKind::image
                                    : MountKind::unknown;
    const bool is_volume = mount.kind == MountKind::volume;
    const Node* const source = said.text(is_volume ? "Name" : "Source");
    if (source != nullptr) {
      mount.source = Text(std::string(source->value));
      mount.origin = source->origin();
    }
    mount.target = Text(std::string(said.text_or_empty("Destination")));
    if (const auto writable = said.boolean("RW")) {
      mount.read_only = Value<bool>::known(!*writable, said.origin("RW"));
    }
    if (const Node* const propagation = said.text("Propagation")) {
      mount.propagation =
          Value<Text>::known(Text(std::string(propagation->value)), propagation->origin());
    }
    define_asked_volume(mount, said);  // of a request to make one; engines tell it of the volume
    return mount;
  }

  void networking() {
    host_.state(facts_, fact::network_mode, "NetworkMode");
    state_list(facts_, fact::links, host_.items("Links"));
    Items networks;
    for (const Entry& entry : object_.object("NetworkSettings").members("Networks")) {
      networks.push_back({Text(std::string(entry.key->value)), entry.key->origin()});
    }
    state_list(facts_, fact::networks, std::move(networks));
    Ports ports;
    for (const Entry& entry : host_.members("PortBindings")) {
      for (const Node* const each : entry.value->items) ports.push_back(port(entry, Fields(each)));
    }
    state_list(facts_, fact::published_ports, std::move(ports));
    Items exposed;
    for (const Entry& entry : config_.members("ExposedPorts")) {
      exposed.push_back({Text(std::string(entry.key->value)), entry.key->origin()});
    }
    state_list(facts_, fact::exposed_ports, std::move(exposed));
  }

  // "80/tcp": [{"HostIp": "", "HostPort": "8080"}]
  static Port port(const Entry& entry, const Fields& binding) {
    const std::string written(entry.key->value);
    const std::size_t slash = std::min(written.find('/'), written.size());
    Port port;
    port.target = Text(written.substr(0, slash));
    if (slash < written.size()) port.protocol = written.substr(slash + 1);
    port.published = Text(std::string(binding.text_or_empty("HostPort")));
    port.origin = binding ? binding.node()->origin() : entry.key->origin();
    const std::string_view address = binding.text_or_empty("HostIp");
    if (address != "0.0.0.0" && address != "::") port.host_ip = Text(std::string(address));
    return port;
  }

  const Fields object_, config_, host_;
  Workload& workload_;
  Facts& facts_;
};

}  // namespace

bool is_container(const yaml::Fields& object) {
  return object.text("Id") != nullptr && object.object("Config") && object.object("HostConfig");
}

Workload read_container(const yaml::Fields& object) {
  Workload workload;
  // Docker's containers have no monitor of their own.
  workload.platform =
      object.has("OCIRuntime") || object.has("ConmonPidFile") ? Platform::podman : Platform::docker;
  const Node* const name = object.text("Name");
  std::string_view shown = name == nullptr ? object.text_or_empty("Id") : name->value;
  if (shown.starts_with('/')) shown.remove_prefix(1);
  workload.name = "container " + std::string(shown);
  Level level;
  level.site = object.origin(name == nullptr ? "Id" : "Name");
  level.kind = LevelKind::base_image;
  level.name = "its image";
  workload.levels.push_back(level);
  level.kind = LevelKind::container;
  level.name = workload.name;
  workload.levels.push_back(std::move(level));
  ContainerReader(object, workload).run();
  return workload;
}

}  // namespace boltseal::inspect
