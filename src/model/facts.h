#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/image_reference.h"
#include "model/value.h"

namespace boltseal {

// What can be said of a workload, an engine or a host. Each type is a plain value that compares by
// what it says, never by where it was said.

/// A user as USER, `user:` or `runAsUser` name it: "1000", "app", "1000:1000".
struct User {
  Text name;                 ///< Name or number, without the group; never empty.
  Text group;                ///< Empty when none is given.
  Origin group_origin = {};  ///< Where the group stands in a place of its own (`runAsGroup`).

  /// Whether the kernel sees uid 0. A name other than "root" is not root: /etc/passwd may say
  /// otherwise, which only the image can tell.
  Truth is_root() const;
  friend bool operator==(const User& a, const User& b) {
    return a.name == b.name && a.group == b.group;
  }
};

/// One entry of a list fact, with its own place.
struct Item {
  Text text;
  Origin origin;
  /// A shell word that is nothing but an unquoted unknown expansion (`$OPTS`): it may stand for any
  /// number of words, none included.
  bool may_split = false;
  friend bool operator==(const Item& a, const Item& b) { return a.text == b.text; }
};

/// A name with a value: an environment variable, a label, a sysctl, a log option.
struct Setting {
  std::string name;
  Text value;
  Origin origin;
  friend bool operator==(const Setting& a, const Setting& b) {
    return a.name == b.name && a.value == b.value;
  }
};

enum class MountKind : std::uint8_t { unknown, bind, volume, tmpfs, nfs, image, config };

/// A file tree made visible in a container.
struct Mount {
  MountKind kind = MountKind::unknown;
  Text
      source;  ///< Host path of a bind, name of a volume (empty: anonymous), "server:/path" of NFS.
  Text target;  ///< Path inside the container.
  Value<bool> read_only;
  Value<Text> propagation;    ///< "rprivate", "shared", …
  std::vector<Item> options;  ///< Other mount options ("nosuid", "z"), as given.
  Origin origin;              ///< The whole entry.
  friend bool operator==(const Mount& a, const Mount& b) {
    return a.kind == b.kind && a.source == b.source && a.target == b.target &&
           a.read_only == b.read_only && a.propagation == b.propagation && a.options == b.options;
  }
};

/// A port of the container made reachable from outside.
struct Port {
  Text host_ip;    ///< Empty: all interfaces.
  Text published;  ///< Port or range on the host; empty: chosen by the engine.
  Text target;     ///< Port or range in the container.
  std::string protocol = "tcp";
  Origin origin;
  friend bool operator==(const Port& a, const Port& b) {
    return a.host_ip == b.host_ip && a.published == b.published && a.target == b.target &&
           a.protocol == b.protocol;
  }
};

/// A command in exec form (`words`) or shell form (one word that a shell reads).
struct Command {
  bool shell_form = false;
  std::vector<Text> words;
  friend bool operator==(const Command&, const Command&) = default;
};

/// HEALTHCHECK, `healthcheck:` or a probe. Times in milliseconds; absent times have the engine's
/// default.
struct HealthCheck {
  enum class Kind : std::uint8_t { disabled, command, http, tcp, grpc };
  Kind kind = Kind::command;
  Command test;     ///< For Kind::command.
  std::string url;  ///< For http, tcp and grpc: "path:port" as given, for comparison and display.
  std::optional<std::int64_t> interval, timeout, start_period;
  std::optional<std::int64_t> retries;
  friend bool operator==(const HealthCheck&, const HealthCheck&) = default;
};

struct Restart {
  std::string policy;  ///< "no", "always", "on-failure", "unless-stopped" in Docker's words.
  std::optional<std::int64_t> attempts;
  friend bool operator==(const Restart&, const Restart&) = default;
};

/// Every fact that has a name. The name is used in fingerprints, JSON and policy, and never
/// changes.
enum class Fact : std::uint8_t {
  // of a workload
  image,
  pull_policy,
  entrypoint,
  command,
  environment,
  labels,
  user,
  groups,
  run_as_non_root,
  user_namespace,
  mounts,
  read_only_root,
  memory_limit,
  cpu_limit,
  pids_limit,
  open_files_limit,
  restart,
  privileged,
  capabilities_added,
  capabilities_dropped,
  privilege_escalation,
  seccomp,
  apparmor,
  selinux,
  masked_paths,
  pid_namespace,
  ipc_namespace,
  uts_namespace,
  cgroup_namespace,
  devices,
  device_cgroup_rules,
  sysctls,
  health_check,
  liveness_probe,
  readiness_probe,
  startup_probe,
  network_mode,
  networks,
  published_ports,
  exposed_ports,
  links,
  service_account,
  automount_token,
  log_driver,
  log_options,
  // of an engine
  listen_addresses,
  tls_verify,
  inter_container_communication,
  userns_remap,
  no_new_privileges,
  live_restore,
  insecure_registries,
  iptables,
  experimental,
  storage_driver,
  default_ulimits,
  content_trust,
  metrics_address,
  open_sockets,
  client_addresses,
  log_level,
  userland_proxy,
  authorization_plugins,
  cgroup_parent,
  selinux_enabled,
  rootless,
  search_registries,
  short_name_mode,
  plain_streams,
  event_log,
  pivot_root,
  // of a host
  packages_updated,
  unattended_upgrades,
  engine_install,
  audit_rules,
  count_,
};

/// A fact's name with the type of its value.
template <class T>
struct FactKey {
  Fact fact;
};

using Items = std::vector<Item>;
using Settings = std::vector<Setting>;
using Mounts = std::vector<Mount>;
using Ports = std::vector<Port>;

namespace fact {
inline constexpr FactKey<ImageReference> image{Fact::image};
inline constexpr FactKey<Text> pull_policy{Fact::pull_policy};  ///< "always", "missing", "never"
inline constexpr FactKey<Command> entrypoint{Fact::entrypoint};
inline constexpr FactKey<Command> command{Fact::command};
inline constexpr FactKey<Settings> environment{Fact::environment};
inline constexpr FactKey<Settings> labels{Fact::labels};
inline constexpr FactKey<User> user{Fact::user};
inline constexpr FactKey<Items> groups{Fact::groups};  ///< supplementary groups
inline constexpr FactKey<bool> run_as_non_root{Fact::run_as_non_root};
inline constexpr FactKey<Text> user_namespace{
    Fact::user_namespace};  ///< "host", "private", "keep-id"
inline constexpr FactKey<Mounts> mounts{Fact::mounts};
inline constexpr FactKey<bool> read_only_root{Fact::read_only_root};
inline constexpr FactKey<std::int64_t> memory_limit{
    Fact::memory_limit};  ///< bytes; 0 and -1: no limit
inline constexpr FactKey<std::int64_t> cpu_limit{
    Fact::cpu_limit};  ///< thousandths of a CPU; 0: no limit
inline constexpr FactKey<std::int64_t> pids_limit{Fact::pids_limit};  ///< 0 and -1: no limit
inline constexpr FactKey<std::int64_t> open_files_limit{
    Fact::open_files_limit};  ///< hard limit; -1: none
inline constexpr FactKey<Restart> restart{Fact::restart};
inline constexpr FactKey<bool> privileged{Fact::privileged};
inline constexpr FactKey<Items> capabilities_added{
    Fact::capabilities_added};  ///< upper case, without "CAP_": "SYS_ADMIN", "ALL"
inline constexpr FactKey<Items> capabilities_dropped{Fact::capabilities_dropped};
inline constexpr FactKey<bool> privilege_escalation{
    Fact::privilege_escalation};  ///< false: no-new-privileges
inline constexpr FactKey<Text> seccomp{
    Fact::seccomp};  ///< "unconfined", "runtime/default", "builtin" or a profile's path
inline constexpr FactKey<Text> apparmor{
    Fact::apparmor};  ///< "unconfined", "runtime/default" or a profile's name
inline constexpr FactKey<Text> selinux{Fact::selinux};  ///< "disable" or "type:…", "level:…"
inline constexpr FactKey<bool> masked_paths{
    Fact::masked_paths};  ///< false: /proc is not masked (procMount, systempaths=unconfined)
inline constexpr FactKey<Text> pid_namespace{
    Fact::pid_namespace};  ///< "host", "container:…", "service:…", "pod"
inline constexpr FactKey<Text> ipc_namespace{Fact::ipc_namespace};
inline constexpr FactKey<Text> uts_namespace{Fact::uts_namespace};
inline constexpr FactKey<Text> cgroup_namespace{Fact::cgroup_namespace};
inline constexpr FactKey<Items> devices{Fact::devices};  ///< "/dev/sda:/dev/sda:rwm" as given
inline constexpr FactKey<Items> device_cgroup_rules{
    Fact::device_cgroup_rules};  ///< "c 1:3 rwm", "a *:* rwm": devices that may be used once they
                                 ///< exist
inline constexpr FactKey<Settings> sysctls{Fact::sysctls};
inline constexpr FactKey<HealthCheck> health_check{Fact::health_check};
inline constexpr FactKey<HealthCheck> liveness_probe{Fact::liveness_probe};
inline constexpr FactKey<HealthCheck> readiness_probe{Fact::readiness_probe};
inline constexpr FactKey<HealthCheck> startup_probe{Fact::startup_probe};
inline constexpr FactKey<Text> network_mode{
    Fact::network_mode};  ///< "host", "none", "bridge", "container:…", "service:…"
inline constexpr FactKey<Items> networks{Fact::networks};
inline constexpr FactKey<Ports> published_ports{Fact::published_ports};
inline constexpr FactKey<Items> exposed_ports{
    Fact::exposed_ports};  ///< "8080/tcp": where an image (EXPOSE) or a pod's container says that
                           ///< it listens
inline constexpr FactKey<Items> links{Fact::links};
inline constexpr FactKey<Text> service_account{Fact::service_account};
inline constexpr FactKey<bool> automount_token{Fact::automount_token};
inline constexpr FactKey<Text> log_driver{Fact::log_driver};
inline constexpr FactKey<Settings> log_options{Fact::log_options};
inline constexpr FactKey<Items> listen_addresses{
    Fact::listen_addresses};  ///< "tcp://0.0.0.0:2375", "unix:///…", "fd://"
inline constexpr FactKey<bool> tls_verify{Fact::tls_verify};  ///< clients must show a certificate
inline constexpr FactKey<bool> inter_container_communication{Fact::inter_container_communication};
inline constexpr FactKey<Text> userns_remap{Fact::userns_remap};
inline constexpr FactKey<bool> no_new_privileges{Fact::no_new_privileges};
inline constexpr FactKey<bool> live_restore{Fact::live_restore};
inline constexpr FactKey<Items> insecure_registries{Fact::insecure_registries};
inline constexpr FactKey<bool> iptables{Fact::iptables};
inline constexpr FactKey<bool> experimental{Fact::experimental};
inline constexpr FactKey<Text> storage_driver{Fact::storage_driver};
inline constexpr FactKey<Settings> default_ulimits{Fact::default_ulimits};
inline constexpr FactKey<bool> content_trust{Fact::content_trust};
inline constexpr FactKey<Text> metrics_address{Fact::metrics_address};
inline constexpr FactKey<Items> open_sockets{
    Fact::open_sockets};  ///< sockets of the engine that every user of the host may write to; the
                          ///< origin is the mode's
inline constexpr FactKey<Items> client_addresses{
    Fact::client_addresses};  ///< where clients are told to find the engine: DOCKER_HOST, `docker
                              ///< -H`
inline constexpr FactKey<Text> log_level{Fact::log_level};  ///< "info", "debug" …
inline constexpr FactKey<bool> userland_proxy{
    Fact::userland_proxy};  ///< docker-proxy forwards published ports
inline constexpr FactKey<Items> authorization_plugins{Fact::authorization_plugins};
inline constexpr FactKey<Text> cgroup_parent{Fact::cgroup_parent};
inline constexpr FactKey<bool> selinux_enabled{Fact::selinux_enabled};
inline constexpr FactKey<bool> rootless{
    Fact::rootless};  ///< the engine itself runs as an ordinary user
inline constexpr FactKey<Items> search_registries{
    Fact::search_registries};  ///< asked in turn for an image without a registry in its name
inline constexpr FactKey<Text> short_name_mode{
    Fact::short_name_mode};  ///< "enforcing", "permissive", "disabled"
inline constexpr FactKey<Items> plain_streams{
    Fact::plain_streams};  ///< addresses where exec, attach and logs go over TCP unencrypted
inline constexpr FactKey<Text> event_log{Fact::event_log};  ///< "journald", "file", "none"
inline constexpr FactKey<bool> pivot_root{
    Fact::pivot_root};  ///< false: containers change their root by mounts alone (no_pivot)
inline constexpr FactKey<bool> packages_updated{Fact::packages_updated};
inline constexpr FactKey<bool> unattended_upgrades{Fact::unattended_upgrades};
inline constexpr FactKey<Text> engine_install{
    Fact::engine_install};  ///< the engine's package or script, as installed
inline constexpr FactKey<Items> audit_rules{Fact::audit_rules};
}  // namespace fact

/// "read_only_root": the name of a fact in fingerprints, JSON and policy.
std::string_view name_of(Fact fact);

/// What one level declares: only the facts that were stated are stored.
class Facts {
 public:
  using Any =
      std::variant<Value<bool>, Value<std::int64_t>, Value<Text>, Value<User>,
                   Value<ImageReference>, Value<Command>, Value<HealthCheck>, Value<Restart>,
                   Value<Items>, Value<Settings>, Value<Mounts>, Value<Ports>>;
  struct Entry {
    Fact fact;
    Any value;
    friend bool operator==(const Entry&, const Entry&) = default;
  };

  /// The value stated for a fact; the absent value when nothing is.
  template <class T>
  const Value<T>& get(FactKey<T> key) const {
    static const Value<T> absent;
    const Any* const any = find(key.fact);
    return any ? *std::get_if<Value<T>>(any) : absent;
  }
  /// States a fact; a later statement replaces an earlier one.
  template <class T>
  void set(FactKey<T> key, Value<T> value) {
    slot(key.fact) = std::move(value);
  }
  template <class T>
  void set(FactKey<T> key, T value, Origin origin) {
    set(key, Value<T>::known(std::move(value), std::move(origin)));
  }
  /// Adds one element to a list fact; the list's own origin is that of its first element.
  template <class E>
  void add(FactKey<std::vector<E>> key, E element) {
    const Value<std::vector<E>>& before = get(key);
    std::vector<E> elements = before.is_known() ? *before : std::vector<E>{};
    Origin origin = before.is_known() ? before.origin() : element.origin;
    elements.push_back(std::move(element));
    set(key, std::move(elements), std::move(origin));
  }
  void remove(Fact fact);

  bool states(Fact fact) const { return stated_[static_cast<std::size_t>(fact)]; }
  /// In the order of Fact, so that equal facts compare equal however they were stated.
  const std::vector<Entry>& entries() const { return entries_; }
  /// The value stated for a fact, whatever its type; null when nothing is.
  const Any* find(Fact fact) const;
  friend bool operator==(const Facts&, const Facts&) = default;

 private:
  Any& slot(Fact fact);

  // Most questions are about what nobody states.
  std::bitset<static_cast<std::size_t>(Fact::count_)> stated_;
  std::vector<Entry> entries_;  // sorted by fact; few, so that a search is a short walk
};

}  // namespace boltseal
