#include "sources/commands/option_facts.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "sources/commands/mounts.h"
#include "sources/notation/notation.h"

namespace boltseal::commands {
namespace {

/// One option's effect on the level.
class FactReader {
 public:
  explicit FactReader(Facts& facts) : facts_(facts) {}

  void read(const Option& option) {
    const Handler* const found =
        std::find_if(handlers.begin(), handlers.end(),
                     [&](const Handler& each) { return each.name == option.name; });
    if (found != handlers.end()) (this->*found->read)(option);
  }

  /// After all options: what needs several of them.
  void finish() {
    if (quota_ && !facts_.states(Fact::cpu_limit)) {
      facts_.set(fact::cpu_limit, *quota_ <= 0 ? std::int64_t{0} : *quota_ * 1000 / period_,
                 quota_origin_);
    }
    if (has_health_) facts_.set(fact::health_check, health_, health_origin_);
    if (restart_) facts_.set(fact::restart, *restart_, restart_origin_);
  }

 private:
  struct Handler {
    std::string_view name;
    void (FactReader::*read)(const Option&);
  };
  static const std::array<Handler, 51> handlers;

  template <class T>
  void set(FactKey<T> key, std::optional<T> value, const Option& option) {
    facts_.set(key, value ? Value<T>::known(std::move(*value), option.value.origin)
                          : Value<T>::unknown(option.value.origin));
  }
  void set_text(FactKey<Text> key, const Option& option) {
    if (option.value.text.empty()) return;
    facts_.set(key, option.value.text, option.value.origin);
  }
  void set_switch(FactKey<bool> key, const Option& option, bool meaning = true) {
    const Text& text = option.value.text;
    if (!text.is_known()) {
      facts_.set(key, Value<bool>::unknown(option.value.origin));
    } else {
      const std::string& word = text.bytes();
      const bool on = word.empty() || parse_bool(word).value_or(false);
      facts_.set(key, on == meaning, option.origin);
    }
  }
  void set_number(FactKey<std::int64_t> key, const Option& option) {
    const Text& text = option.value.text;
    set(key, text.is_known() ? parse_int(text.bytes()) : std::nullopt, option);
  }
  void add_setting(FactKey<Settings> key, const Option& option) {
    const Text& text = option.value.text;
    const std::size_t equals = text.find('=');
    const Text name = text.substr(0, equals);
    if (text.empty() || !name.is_known()) return;
    facts_.add(key, Setting{name.bytes(),
                            equals == std::string::npos ? Text::unknown("$" + name.bytes())
                                                        : text.substr(equals + 1),
                            option.value.origin});
  }
  void add_item(FactKey<Items> key, const Option& option) { facts_.add(key, option.value); }

  void user(const Option& option) {
    const Text& text = option.value.text;
    if (text.empty()) return;
    const std::size_t colon = text.find(':');
    User user;
    user.name = text.substr(0, colon);
    if (colon != std::string::npos) user.group = text.substr(colon + 1);
    if (!user.name.empty()) facts_.set(fact::user, std::move(user), option.value.origin);
  }
  void volume(const Option& option) { facts_.add(fact::mounts, read_volume_option(option.value)); }
  void mount(const Option& option) { facts_.add(fact::mounts, read_mount_option(option.value)); }
  void tmpfs(const Option& option) { facts_.add(fact::mounts, read_tmpfs_option(option.value)); }
  void volumes_from(const Option& option) {
    Mount mount;  // the mounts of another container: which they are is not known here
    mount.source = Text::unknown(option.value.text.bytes());
    mount.target = mount.source;
    mount.read_only = Value<bool>::unknown(option.value.origin);
    mount.origin = option.value.origin;
    facts_.add(fact::mounts, std::move(mount));
  }
  void publish(const Option& option) {
    facts_.add(fact::published_ports, read_publish_option(option.value));
  }
  void publish_all(const Option& option) {
    if (option.value.text.bytes() == "false") return;
    Port port;
    port.target = Text::unknown("every exposed port");
    port.origin = option.origin;
    facts_.add(fact::published_ports, std::move(port));
  }
  void capability(FactKey<Items> key, const Option& option) {
    for (const Text& name : split_text(option.value.text, ',')) {
      Item item = option.value;
      item.text = name.is_known() ? Text(capability_name(name.bytes())) : name;
      facts_.add(key, std::move(item));
    }
  }
  void cap_add(const Option& option) { capability(fact::capabilities_added, option); }
  void cap_drop(const Option& option) { capability(fact::capabilities_dropped, option); }
  void security_opt(const Option& option) {
    const Text& text = option.value.text;
    const Origin& origin = option.value.origin;
    std::size_t at = text.find('=');
    if (at == std::string::npos) at = text.find(':');
    const Text key = text.substr(0, at);
    const Text value = at == std::string::npos ? Text() : text.substr(at + 1);
    if (!key.is_known()) {  // `--security-opt $OPT` may be any of them
      facts_.set(fact::seccomp, Value<Text>::unknown(origin));
      facts_.set(fact::apparmor, Value<Text>::unknown(origin));
      facts_.set(fact::privilege_escalation, Value<bool>::unknown(origin));
    } else if (key.bytes() == "no-new-privileges") {
      if (!value.is_known()) {
        facts_.set(fact::privilege_escalation, Value<bool>::unknown(origin));
      } else {
        facts_.set(fact::privilege_escalation, value.bytes() == "false", origin);
      }
    } else if (key.bytes() == "seccomp") {
      facts_.set(fact::seccomp, value, origin);
    } else if (key.bytes() == "apparmor") {
      facts_.set(fact::apparmor, value, origin);
    } else if (key.bytes() == "label") {
      facts_.set(fact::selinux, value, origin);
    } else if (key.bytes() == "systempaths") {
      facts_.set(fact::masked_paths, value.bytes() != "unconfined", origin);
    } else if (key.bytes() == "unmask") {  // Podman's word for it
      facts_.set(fact::masked_paths, false, origin);
    }
  }
  void privileged(const Option& option) { set_switch(fact::privileged, option); }
  void read_only(const Option& option) { set_switch(fact::read_only_root, option); }
  void memory(const Option& option) {
    const Text& text = option.value.text;
    set(fact::memory_limit, text.is_known() ? parse_size(text.bytes()) : std::nullopt, option);
  }
  void cpus(const Option& option) {
    const Text& text = option.value.text;
    set(fact::cpu_limit, text.is_known() ? parse_thousandths(text.bytes()) : std::nullopt, option);
  }
  void cpu_quota(const Option& option) {
    quota_ = option.value.text.is_known() ? parse_int(option.value.text.bytes()) : std::nullopt;
    quota_origin_ = option.value.origin;
    if (quota_) quota_ = std::clamp<std::int64_t>(*quota_, -1, 1'000'000'000'000);
    if (!quota_) facts_.set(fact::cpu_limit, Value<std::int64_t>::unknown(quota_origin_));
  }
  void cpu_period(const Option& option) {
    const auto period =
        option.value.text.is_known() ? parse_int(option.value.text.bytes()) : std::nullopt;
    if (period && *period > 0) period_ = *period;
  }
  void pids_limit(const Option& option) { set_number(fact::pids_limit, option); }
  void ulimit(const Option& option) {
    const Text& text = option.value.text;
    if (!text.bytes().starts_with("nofile=")) return;
    const std::size_t colon = text.bytes().rfind(':');
    const std::string hard = text.bytes().substr(colon == std::string::npos ? 7 : colon + 1);
    set(fact::open_files_limit, text.is_known() ? parse_int(hard) : std::nullopt, option);
  }
  void restart(const Option& option) {
    const Text& text = option.value.text;
    if (!text.is_known()) {
      facts_.set(fact::restart, Value<Restart>::unknown(option.value.origin));
      return;
    }
    Restart restart;
    const std::size_t colon = text.bytes().find(':');
    restart.policy = text.bytes().substr(0, colon);
    if (colon != std::string::npos) restart.attempts = parse_int(text.bytes().substr(colon + 1));
    if (restart.policy == "none") restart.policy = "no";  // Swarm's words
    if (restart.policy == "any") restart.policy = "always";
    set_restart(std::move(restart), option);
  }
  void restart_attempts(const Option& option) {
    const auto attempts =
        option.value.text.is_known() ? parse_int(option.value.text.bytes()) : std::nullopt;
    if (!attempts) return;
    Restart restart = restart_.value_or(Restart{"always", {}});
    restart.attempts = attempts;
    set_restart(std::move(restart), option);
  }
  void set_restart(Restart restart, const Option& option) {
    if (!restart_) restart_origin_ = option.value.origin;
    if (restart_ && restart_->attempts && !restart.attempts) restart.attempts = restart_->attempts;
    restart_ = std::move(restart);
  }
  void no_healthcheck(const Option& option) {
    if (option.value.text.bytes() == "false") return;
    health_.kind = HealthCheck::Kind::disabled;
    has_health_ = true;
    health_origin_ = option.origin;
  }
  void health_cmd(const Option& option) {
    has_health_ = true;
    health_origin_ = option.value.origin;
    if (option.value.text.bytes() == "none") {
      health_.kind = HealthCheck::Kind::disabled;
      return;
    }
    health_.test.shell_form = true;
    health_.test.words = {option.value.text};
  }
  std::optional<std::int64_t> duration(const Option& option) {
    return option.value.text.is_known() ? parse_duration(option.value.text.bytes()) : std::nullopt;
  }
  void health_interval(const Option& option) { health_.interval = duration(option); }
  void health_timeout(const Option& option) { health_.timeout = duration(option); }
  void health_start(const Option& option) { health_.start_period = duration(option); }
  void health_retries(const Option& option) {
    if (option.value.text.is_known()) health_.retries = parse_int(option.value.text.bytes());
  }
  void network(const Option& option) {
    Item network = option.value;
    if (const std::string& text = network.text.bytes(); text.starts_with("name=")) {
      network.text = split_text(network.text, ',')[0].substr(5);
    }
    if (network.text.empty()) return;
    facts_.set(fact::network_mode, network.text, network.origin);
    const std::string& name = network.text.bytes();
    const bool is_mode = name == "host" || name == "none" || name == "bridge" ||
                         name == "default" || name == "private" || name.starts_with("container:") ||
                         name.starts_with("slirp4netns") || name.starts_with("pasta") ||
                         name.starts_with("ns:");
    if (!is_mode) facts_.add(fact::networks, std::move(network));
  }
  void environment(const Option& option) { add_setting(fact::environment, option); }
  void label(const Option& option) { add_setting(fact::labels, option); }
  void sysctl(const Option& option) { add_setting(fact::sysctls, option); }
  void log_opt(const Option& option) { add_setting(fact::log_options, option); }
  void log_driver(const Option& option) { set_text(fact::log_driver, option); }
  void userns(const Option& option) { set_text(fact::user_namespace, option); }
  void pid(const Option& option) { set_text(fact::pid_namespace, option); }
  void ipc(const Option& option) { set_text(fact::ipc_namespace, option); }
  void uts(const Option& option) { set_text(fact::uts_namespace, option); }
  void cgroupns(const Option& option) { set_text(fact::cgroup_namespace, option); }
  void cgroup_parent(const Option& option) { set_text(fact::cgroup_parent, option); }
  void pull(const Option& option) { set_text(fact::pull_policy, option); }
  void device(const Option& option) { add_item(fact::devices, option); }
  void device_rule(const Option& option) { add_item(fact::device_cgroup_rules, option); }
  void group_add(const Option& option) { add_item(fact::groups, option); }
  void link(const Option& option) { add_item(fact::links, option); }
  void entrypoint(const Option& option) {
    Command command;
    if (!option.value.text.empty()) command.words.push_back(option.value.text);
    facts_.set(fact::entrypoint, std::move(command), option.value.origin);
  }

  Facts& facts_;
  std::optional<std::int64_t> quota_;
  std::int64_t period_ = 100'000;  // microseconds; the kernel's default
  Origin quota_origin_;
  HealthCheck health_;
  bool has_health_ = false;
  Origin health_origin_;
  std::optional<Restart> restart_;
  Origin restart_origin_;
};

const std::array<FactReader::Handler, 51> FactReader::handlers = {{
    {"user", &FactReader::user},
    {"volume", &FactReader::volume},
    {"mount", &FactReader::mount},
    {"tmpfs", &FactReader::tmpfs},
    {"volumes-from", &FactReader::volumes_from},
    {"publish", &FactReader::publish},
    {"publish-all", &FactReader::publish_all},
    {"cap-add", &FactReader::cap_add},
    {"cap-drop", &FactReader::cap_drop},
    {"security-opt", &FactReader::security_opt},
    {"privileged", &FactReader::privileged},
    {"read-only", &FactReader::read_only},
    {"memory", &FactReader::memory},
    {"limit-memory", &FactReader::memory},
    {"cpus", &FactReader::cpus},
    {"limit-cpu", &FactReader::cpus},
    {"cpu-quota", &FactReader::cpu_quota},
    {"cpu-period", &FactReader::cpu_period},
    {"pids-limit", &FactReader::pids_limit},
    {"limit-pids", &FactReader::pids_limit},
    {"ulimit", &FactReader::ulimit},
    {"restart", &FactReader::restart},
    {"restart-condition", &FactReader::restart},
    {"restart-max-attempts", &FactReader::restart_attempts},
    {"no-healthcheck", &FactReader::no_healthcheck},
    {"health-cmd", &FactReader::health_cmd},
    {"health-interval", &FactReader::health_interval},
    {"health-timeout", &FactReader::health_timeout},
    {"health-start-period", &FactReader::health_start},
    {"health-retries", &FactReader::health_retries},
    {"network", &FactReader::network},
    {"net", &FactReader::network},
    {"env", &FactReader::environment},
    {"label", &FactReader::label},
    {"container-label", &FactReader::label},
    {"sysctl", &FactReader::sysctl},
    {"log-opt", &FactReader::log_opt},
    {"log-driver", &FactReader::log_driver},
    {"userns", &FactReader::userns},
    {"pid", &FactReader::pid},
    {"ipc", &FactReader::ipc},
    {"uts", &FactReader::uts},
    {"cgroupns", &FactReader::cgroupns},
    {"cgroup-parent", &FactReader::cgroup_parent},
    {"pull", &FactReader::pull},
    {"device", &FactReader::device},
    {"device-cgroup-rule", &FactReader::device_rule},
    {"group-add", &FactReader::group_add},
    {"group", &FactReader::group_add},
    {"link", &FactReader::link},
    {"entrypoint", &FactReader::entrypoint},
}};

}  // namespace

void read_options(std::span<const Option> options, Facts& facts) {
  FactReader reader(facts);
  for (const Option& option : options) reader.read(option);
  reader.finish();
}

}  // namespace boltseal::commands
