#include "sources/nomad/task.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "sources/inspect/parts.h"
#include "sources/nomad/mounts.h"
#include "sources/nomad/parts.h"

namespace boltseal::nomad {
namespace {

using yaml::Fields;
using yaml::Node;
using yaml::state_list;

// What runs a task (developer.hashicorp.com/nomad/docs/drivers).
struct Driver {
  std::string_view name;
  Platform platform = Platform::unknown;
  bool is_isolated = true;
  std::string_view user = {};  ///< Whom it runs as when nobody says; empty: the image's.
};
constexpr std::array drivers = {
    Driver{"docker", Platform::docker},
    Driver{"podman", Platform::podman},
    Driver{"exec", Platform::unknown, true, "nobody"},
    Driver{"java", Platform::unknown, true, "nobody"},
    Driver{"raw_exec", Platform::unknown, false, "root"},
};

class TaskReader {
 public:
  TaskReader(const Fields& group, const Fields& task, const Driver& driver, Workload& workload)
      : group_(group),
        task_(task),
        config_(task.object("Config")),
        driver_(driver),
        facts_(workload.levels.back().facts) {}

  /// @return what the driver does by itself
  std::optional<Level> run() {
    program();
    user();
    limits();
    restart();
    checks();
    if (driver_.is_isolated) {
      privileges();
    } else {
      unconfined();
    }
    if (!has_image()) return std::move(defaults_);
    state_list(facts_, fact::mounts, mounts_of(group_, task_));
    ports();
    const Fields log = block(config_, "logging");
    log.state(facts_, fact::log_driver, log.has("type") ? "type" : "driver");
    state_list(facts_, fact::log_options, settings_of(block(log, "config")));
    return std::move(defaults_);
  }

 private:
  bool has_image() const { return driver_.platform != Platform::unknown; }

  void program() {
    const Node* const image = config_.text("image");
    if (has_image() && image != nullptr) {
      constexpr std::string_view transport = "docker://";  // as Podman writes a registry
      std::string_view name = image->value;
      if (name.starts_with(transport)) name.remove_prefix(transport.size());
      facts_.set(fact::image, parse_image_reference(Text(std::string(name))), image->origin());
    }
    words(fact::entrypoint, config_.items("entrypoint"), config_.origin("entrypoint"));
    Items command;
    if (const Node* const one = config_.text("command")) {
      command.push_back({Text(std::string(one->value)), one->origin()});
    }
    for (Item& word : config_.items("args")) command.push_back(std::move(word));
    words(fact::command, std::move(command),
          config_.origin(config_.has("command") ? "command" : "args"));
    state_list(facts_, fact::environment, task_.settings("Env"));
    state_list(facts_, fact::labels, settings_of(block(config_, "labels")));
  }

  void words(FactKey<Command> key, Items items, Origin origin) {
    Command command;
    for (Item& item : items) command.words.push_back(std::move(item.text));
    if (!command.words.empty()) facts_.set(key, std::move(command), std::move(origin));
  }

  void user() {
    if (const Node* const said = task_.text("User")) {
      inspect::state_user(facts_, *said);
    } else if (!driver_.user.empty()) {
      Level defaults;
      defaults.kind = LevelKind::base_image;
      defaults.name = "the driver " + std::string(driver_.name);
      defaults.site = task_.origin("Driver");
      defaults.facts.set(fact::user, User{.name = Text(std::string(driver_.user)), .group = {}},
                         task_.origin("Driver"));
      defaults_ = std::move(defaults);
    }
    state_list(facts_, fact::groups, config_.items("group_add"));
  }

  void limits() {
    const Fields resources = task_.object("Resources");
    constexpr std::int64_t mebibyte = 1 << 20;
    // A task may use what lies between both where memory is oversubscribed; -1: all that there is.
    const bool has_most = resources.number("MemoryMaxMB").value_or(0) != 0;
    const char* const field = has_most ? "MemoryMaxMB" : "MemoryMB";
    const auto memory = resources.number(field);
    if (memory && driver_.is_isolated && *memory < INT64_MAX / mebibyte) {
      facts_.set(fact::memory_limit, *memory > 0 ? *memory * mebibyte : -1,
                 resources.origin(field));
    }
    // Else its share of the CPU is only kept when others want theirs.
    if (const auto cores = resources.number("Cores"); cores && *cores > 0) {
      facts_.set(fact::cpu_limit, *cores * 1000, resources.origin("Cores"));
    } else if (config_.boolean("cpu_hard_limit") == true) {
      facts_.set(fact::cpu_limit, Value<std::int64_t>::unknown(config_.origin("cpu_hard_limit")));
    }
    if (const auto pids = config_.number("pids_limit"); pids && *pids > 0) {
      facts_.set(fact::pids_limit, *pids, config_.origin("pids_limit"));
    }
    // "1024:2048", soft and hard
    const Fields ulimit = block(config_, "ulimit");
    if (const Node* const files = ulimit.text("nofile")) {
      const std::string_view said = files->value;
      const std::size_t colon = said.find(':');
      const auto hard = parse_int(colon == std::string_view::npos ? said : said.substr(colon + 1));
      if (hard) facts_.set(fact::open_files_limit, *hard, files->origin());
    }
  }

  // What a task does not say, its group does. In both modes there is an end to the attempts within
  // an interval.
  void restart() {
    const Fields own = task_.object("RestartPolicy");
    const Fields policy = own ? own : group_.object("RestartPolicy");
    const auto attempts = policy.number("Attempts");
    if (!attempts || *attempts < 0) return;
    Restart value;
    value.policy = *attempts == 0 ? "no" : "on-failure";
    if (*attempts > 0) value.attempts = *attempts;
    facts_.set(fact::restart, std::move(value), policy.origin("Attempts"));
  }

  void privileges() {
    config_.state(facts_, fact::privileged, "privileged");
    Items added = inspect::capabilities(config_, "cap_add");
    Items dropped = inspect::capabilities(config_, "cap_drop");
    // Nomad leaves this one out of what Docker gives (docs/drivers/docker, "allow_caps").
    const auto is_named = [](const Items& items, std::string_view name) {
      return std::ranges::any_of(items,
                                 [&](const Item& item) { return item.text.bytes() == name; });
    };
    const bool is_asked_for = is_named(added, "NET_RAW") || is_named(added, "ALL");
    if (has_image() && !is_asked_for && !is_named(dropped, "ALL")) {
      dropped.push_back({Text("NET_RAW"), task_.origin("Driver")});
    }
    state_list(facts_, fact::capabilities_added, std::move(added));
    state_list(facts_, fact::capabilities_dropped, std::move(dropped));
    config_.state(facts_, fact::read_only_root, "readonly_rootfs");
    config_.state(facts_, fact::network_mode, "network_mode");
    config_.state(facts_, fact::pid_namespace, "pid_mode");
    config_.state(facts_, fact::ipc_namespace, "ipc_mode");
    config_.state(facts_, fact::uts_namespace, "uts_mode");
    config_.state(facts_, fact::cgroup_namespace, "cgroupns");
    config_.state(facts_, fact::user_namespace, config_.has("userns") ? "userns" : "userns_mode");
    state_list(facts_, fact::sysctls, settings_of(block(config_, "sysctl")));
    for (const Item& option : config_.items("security_opt")) {
      inspect::state_security_option(facts_, option);
    }
    Items devices;
    for (const Node* const each : config_.list("devices")) {
      const Fields device(each);
      std::string text(device ? device.text_or_empty("host_path") : std::string_view(each->value));
      for (const std::string_view field : {"container_path", "cgroup_permissions"}) {
        if (!device.text_or_empty(field).empty()) (text += ':') += device.text_or_empty(field);
      }
      if (!text.empty()) devices.push_back({Text(std::move(text)), each->origin()});
    }
    state_list(facts_, fact::devices, std::move(devices));
    // A network of the group's own is that of a container that holds it.
    const Fields network(group_.list("Networks").empty() ? nullptr
                                                         : group_.list("Networks").front());
    const std::string_view mode = network.text_or_empty("Mode");
    if (!config_.has("network_mode") && !mode.empty() && mode != "host") {
      facts_.set(fact::network_mode, Text("group:" + std::string(mode)), network.origin("Mode"));
    }
  }

  // A process of the host, beside all others; as root it may do whatever root may.
  void unconfined() {
    const Origin driver = task_.origin("Driver");
    for (const auto key :
         {fact::pid_namespace, fact::ipc_namespace, fact::uts_namespace, fact::network_mode}) {
      facts_.set(key, Text("host"), driver);
    }
    const std::string_view user = task_.text_or_empty("User");
    if (user.empty() || user == "root") {
      facts_.set(fact::privileged, true, driver);
    }
  }

  void ports() {
    const Items wanted = config_.items("ports");
    Ports ports;
    for (const Node* const each : group_.list("Networks")) {
      for (const std::string_view kind : {"ReservedPorts", "DynamicPorts"}) {
        for (const Node* const port : Fields(each).list(kind)) {
          const Fields said(port);
          const bool is_wanted = std::ranges::any_of(wanted, [&](const Item& label) {
            return label.text.bytes() == said.text_or_empty("Label");
          });
          if (is_wanted) ports.push_back(port_of(said));
        }
      }
    }
    state_list(facts_, fact::published_ports, std::move(ports));
  }

  static Port port_of(const Fields& said) {
    Port port;
    const std::int64_t value = said.number("Value").value_or(0), to = said.number("To").value_or(0);
    if (value > 0) port.published = Text(std::to_string(value));
    if (to > 0 || value > 0) port.target = Text(std::to_string(to > 0 ? to : value));
    // That of the interface that the client chose, or of a network that its configuration names.
    port.host_ip = Text::unknown("the node's address");
    port.origin = said.origin("Label");
    return port;
  }

  // Of the services that the group and the task register: what asks for health.
  void checks() {
    for (const Fields& where : {task_, group_}) {
      for (const Node* const service : where.list("Services")) {
        for (const Node* const each : Fields(service).list("Checks")) {
          const Fields check(each);
          const std::string_view task = check.text_or_empty("TaskName");
          if (!task.empty() && task != task_.text_or_empty("Name")) continue;
          if (state_check(check)) return;
        }
      }
    }
  }

  bool state_check(const Fields& said) {
    const std::string_view type = said.text_or_empty("Type");
    HealthCheck check;
    if (type == "http") {
      check.kind = HealthCheck::Kind::http;
      check.url = said.text_or_empty("Path");
    } else if (type == "tcp") {
      check.kind = HealthCheck::Kind::tcp;
    } else if (type == "grpc") {
      check.kind = HealthCheck::Kind::grpc;
    } else if (type == "script") {
      if (const Node* const program = said.text("Command")) {
        check.test.words.emplace_back(std::string(program->value));
      }
      for (Item& word : said.items("Args")) check.test.words.push_back(std::move(word.text));
    } else {
      return false;
    }
    constexpr std::int64_t nanoseconds_per_millisecond = 1'000'000;
    const auto time = [&](std::string_view field) -> std::optional<std::int64_t> {
      const auto nanoseconds = said.number(field);
      if (!nanoseconds || *nanoseconds <= 0) return std::nullopt;
      return *nanoseconds / nanoseconds_per_millisecond;
    };
    check.interval = time("Interval");
    check.timeout = time("Timeout");
    facts_.set(fact::health_check, std::move(check), said.origin("Type"));
    return true;
  }

  const Fields group_, task_, config_;
  const Driver& driver_;
  Facts& facts_;
  std::optional<Level> defaults_;
};

}  // namespace

std::optional<Workload> read_task(const Fields& job, const Fields& group, const Fields& task) {
  const auto driver = std::ranges::find(drivers, task.text_or_empty("Driver"), &Driver::name);
  if (driver == drivers.end()) return std::nullopt;
  Workload workload;
  workload.platform = driver->platform;
  workload.name = "group " + std::string(group.text_or_empty("Name")) + " task " +
                  std::string(task.text_or_empty("Name"));
  const std::string_view type = job.text_or_empty("Type");
  workload.is_job = type == "batch" || type == "sysbatch";
  const Fields lifecycle = task.object("Lifecycle");
  workload.is_init =
      lifecycle.text_or_empty("Hook") == "prestart" && lifecycle.boolean("Sidecar") != true;
  Level level;
  level.kind = LevelKind::container;
  level.name = workload.name;
  level.site = task.origin("Name");
  workload.levels.push_back(std::move(level));
  std::optional<Level> defaults = TaskReader(group, task, *driver, workload).run();
  if (defaults) workload.levels.insert(workload.levels.begin(), std::move(*defaults));
  return workload;
}

}  // namespace boltseal::nomad
