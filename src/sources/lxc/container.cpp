#include "sources/lxc/container.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"
#include "model/running_container.h"
#include "sources/notation/notation.h"

namespace boltseal::lxc {
namespace {

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

std::optional<std::int64_t> number(std::string_view digits) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// "\040" in fstab is a space.
std::string unescaped(std::string_view field) {
  std::string text(field);
  for (std::size_t at = 0; (at = text.find("\\040", at)) != std::string::npos; ++at) {
    text.replace(at, 4, " ");
  }
  return text;
}

class ContainerReader {
 public:
  ContainerReader(const std::vector<Setting>& settings, Workload& workload)
      : settings_(settings), workload_(workload), facts_(workload.levels.back().facts) {}

  void run() {
    program();
    identity();
    limits();
    privileges();
    namespaces();
    mounts();
    const Origin site = workload_.levels.back().site;
    // Nothing watches a container of LXC but what stands in it.
    facts_.set(fact::health_check, Value<HealthCheck>::unknown(site));
    facts_.set(fact::restart, Value<Restart>::unknown(site));
  }

 private:
  const Setting* find(std::string_view key) const { return last(settings_, key); }

  void program() {
    const Setting* command = find("lxc.execute.cmd");
    if (command == nullptr) command = find("lxc.init.cmd");
    if (command != nullptr) {
      Command value;
      for (const std::string_view word : words_of(command->value))
        value.words.emplace_back(std::string(word));
      facts_.set(fact::command, std::move(value), command->origin);
    }
    for (const Setting* const each : all(settings_, "lxc.environment")) {
      const std::size_t sign = std::min(each->value.find('='), each->value.size());
      facts_.add(fact::environment,
                 boltseal::Setting{each->value.substr(0, sign),
                                   Text(each->value.substr(std::min(sign + 1, each->value.size()))),
                                   each->origin});
    }
  }

  // The mapping that makes uid 0 in there somebody else.
  const Setting* user_map() const {
    for (const Setting* const each : all(settings_, "lxc.idmap")) {
      // "u 0 100000 65536"
      const auto words = words_of(each->value);
      const bool is_user = words.size() == 4 && (words[0] == "u" || words[0] == "b");
      if (is_user && words[1] == "0" && words[2] != "0") return each;
    }
    return nullptr;
  }

  void identity() {
    if (const Setting* const map = user_map()) {
      facts_.set(fact::user_namespace, Text("private"), map->origin);
      return;
    }
    const Setting* const uid = find("lxc.init.uid");
    User user{.name = Text(uid == nullptr ? "root" : uid->value), .group = {}};
    if (uid == nullptr) {
      workload_.levels.front().facts.set(fact::user, std::move(user), workload_.levels.back().site);
    } else {
      facts_.set(fact::user, std::move(user), uid->origin);
    }
  }

  // Of control groups of version 2, else of version 1.
  const Setting* cgroup(std::string_view newer, std::string_view older) const {
    const Setting* const found = find("lxc.cgroup2." + std::string(newer));
    return found != nullptr ? found : find("lxc.cgroup." + std::string(older));
  }

  void limits() {
    if (const Setting* const memory = cgroup("memory.max", "memory.limit_in_bytes")) {
      if (const auto bytes = parse_size(memory->value)) {
        facts_.set(fact::memory_limit, *bytes, memory->origin);
      }
    }
    if (const Setting* const pids = cgroup("pids.max", "pids.max")) {
      if (const auto most = number(pids->value)) facts_.set(fact::pids_limit, *most, pids->origin);
    }
    cpu();
    if (const Setting* const files = find("lxc.prlimit.nofile")) {
      // "SOFT:HARD" or one for both
      const std::string_view hard =
          std::string_view(files->value).substr(files->value.find(':') + 1);
      facts_.set(fact::open_files_limit, number(trim(hard)).value_or(-1), files->origin);
    }
  }

  void cpu() {
    constexpr std::int64_t usual_period = 100'000;  // microseconds
    std::optional<std::int64_t> quota, period;
    const Setting* said = find("lxc.cgroup2.cpu.max");
    if (said != nullptr) {
      const auto words = words_of(said->value);
      if (!words.empty()) quota = number(words[0]);
      if (words.size() > 1) period = number(words[1]);
    } else {
      said = find("lxc.cgroup.cpu.cfs_quota_us");
      if (said != nullptr) quota = number(said->value);
      const Setting* const each = find("lxc.cgroup.cpu.cfs_period_us");
      if (each != nullptr) period = number(each->value);
    }
    const std::int64_t whole = period.value_or(usual_period);
    if (quota && *quota > 0 && *quota < INT64_MAX / 1000 && whole > 0) {
      facts_.set(fact::cpu_limit, *quota * 1000 / whole, said->origin);
    }
  }

  void privileges() {
    capabilities();
    const Setting* const gain = find("lxc.no_new_privs");
    if (gain != nullptr && gain->value == "1") {
      facts_.set(fact::privilege_escalation, false, gain->origin);
    }
    const Setting* const seccomp = find("lxc.seccomp.profile");
    facts_.set(fact::seccomp, Text(seccomp == nullptr ? "unconfined" : seccomp->value),
               seccomp == nullptr ? workload_.levels.back().site : seccomp->origin);
    if (const Setting* const profile = find("lxc.apparmor.profile")) {
      facts_.set(fact::apparmor, Text(profile->value), profile->origin);
    }
    masked_paths();
    constexpr std::string_view sysctl = "lxc.sysctl.";
    for (const Setting& each : settings_) {
      if (!each.key.starts_with(sysctl) || each.value.empty()) continue;
      facts_.add(fact::sysctls,
                 boltseal::Setting{each.key.substr(sysctl.size()), Text(each.value), each.origin});
    }
    devices();
  }

  // "proc:mixed" makes settings of the kernel read-only and hides nothing: between what other
  // engines call masked and not.
  void masked_paths() {
    Value<bool> masked = Value<bool>::known(false, workload_.levels.back().site);
    for (const Setting* const each : all(settings_, "lxc.mount.auto")) {
      for (const std::string_view word : words_of(each->value)) {
        if (word == "proc:mixed") masked = Value<bool>::unknown(each->origin);
        if (word == "proc:rw") masked = Value<bool>::known(false, each->origin);
      }
    }
    facts_.set(fact::masked_paths, std::move(masked));
  }

  Items capability_names(std::string_view key) const {
    Items items;
    for (const Setting* const each : all(settings_, key)) {
      for (const std::string_view word : words_of(each->value)) {
        if (word == "none") {
          items.clear();
        } else {
          items.push_back({Text(capability_name(word)), each->origin});
        }
      }
    }
    return items;
  }

  // Everything is kept that is not dropped. Where uid 0 is somebody else it counts only in there.
  void capabilities() {
    if (const Setting* const map = user_map()) {
      facts_.set(fact::capabilities_dropped, Items{{Text("ALL"), map->origin}}, map->origin);
      return;
    }
    if (const Setting* const keep = find("lxc.cap.keep")) {
      facts_.set(fact::capabilities_dropped, Items{{Text("ALL"), keep->origin}}, keep->origin);
      for (Item& kept : capability_names("lxc.cap.keep")) {
        facts_.add(fact::capabilities_added, std::move(kept));
      }
      return;
    }
    const Items dropped = capability_names("lxc.cap.drop");
    const Origin site = dropped.empty() ? workload_.levels.back().site : dropped.back().origin;
    if (dropped.empty()) {
      facts_.set(fact::capabilities_added, Items{{Text("ALL"), site}}, site);
      return;
    }
    facts_.set(fact::capabilities_dropped, Items{{Text("ALL"), site}}, site);
    constexpr unsigned known = 41;  // up to CAP_CHECKPOINT_RESTORE
    for (unsigned bit = 0; bit < known; ++bit) {
      const std::string name = capability_of_bit(bit);
      const Item item{Text(name), site};
      if (std::ranges::find(dropped, item) == dropped.end()) {
        facts_.add(fact::capabilities_added, item);
      }
    }
  }

  // What LXC's own configuration gives every container (common.conf).
  static bool is_usual(std::string_view device) {
    constexpr std::array<std::string_view, 10> usual = {"1:3", "1:5", "1:7", "1:8",   "1:9",
                                                        "5:0", "5:1", "5:2", "136:*", "10:229"};
    return std::ranges::find(usual, device) != usual.end();
  }

  void devices() {
    // Each version of control groups is configured apart; LXC takes the one that is there.
    const bool is_newer = !all(settings_, "lxc.cgroup2.devices.deny").empty() ||
                          !all(settings_, "lxc.cgroup2.devices.allow").empty();
    const std::string prefix = is_newer ? "lxc.cgroup2.devices." : "lxc.cgroup.devices.";
    Items rules;
    bool is_denied = false;
    for (const Setting& each : settings_) {
      if (each.key == prefix + "deny" && each.value == "a") {
        is_denied = true;
        rules.clear();
      }
      if (each.key != prefix + "allow") continue;
      const auto words = words_of(each.value);
      if (words.empty() || words.back() == "m") continue;
      if (words.size() > 1 && words[0] == "c" && is_usual(words[1])) continue;
      const bool is_all = words.size() == 1 && words[0] == "a";
      rules.push_back({Text(is_all ? "a *:* rwm" : each.value), each.origin});
    }
    // In a namespace of users those of the host belong to nobody.
    if (!is_denied && user_map() == nullptr) {
      const Origin& site = workload_.levels.back().site;
      rules.push_back({Text("a *:* rwm"), site});
    }
    for (Item& rule : rules) facts_.add(fact::device_cgroup_rules, std::move(rule));
  }

  void namespaces() {
    struct Kind {
      std::string_view name;
      FactKey<Text> key;
    };
    static constexpr Kind kinds[] = {{"pid", fact::pid_namespace},
                                     {"ipc", fact::ipc_namespace},
                                     {"uts", fact::uts_namespace},
                                     {"cgroup", fact::cgroup_namespace},
                                     {"net", fact::network_mode}};
    const Setting* const keep = find("lxc.namespace.keep");
    const Setting* const clone = find("lxc.namespace.clone");
    for (const Kind& kind : kinds) {
      const auto names = [&](const Setting* list) {
        return list != nullptr && std::ranges::count(words_of(list->value), kind.name) > 0;
      };
      if (names(keep)) facts_.set(kind.key, Text("host"), keep->origin);
      if (clone != nullptr && !names(clone)) facts_.set(kind.key, Text("host"), clone->origin);
      const Setting* const shared = find("lxc.namespace.share." + std::string(kind.name));
      if (shared == nullptr) continue;
      facts_.set(kind.key, Text(shared->value == "1" ? "host" : "container:" + shared->value),
                 shared->origin);
    }
    for (const Setting& each : settings_) {
      const bool is_type = each.key.starts_with("lxc.net.") && each.key.ends_with(".type");
      if (is_type && each.value == "none")
        facts_.set(fact::network_mode, Text("host"), each.origin);
      if (is_type && each.value == "empty")
        facts_.set(fact::network_mode, Text("none"), each.origin);
    }
  }

  void mounts() {
    if (const Setting* const options = find("lxc.rootfs.options")) {
      const auto words = split(options->value, ',');
      facts_.set(fact::read_only_root, std::ranges::count(words, std::string_view("ro")) > 0,
                 options->origin);
    }
    for (const Setting* const each : all(settings_, "lxc.mount.entry")) mount(*each);
  }

  // A line of fstab(5), whose target is seen from the container's root.
  void mount(const Setting& entry) {
    const auto fields = words_of(entry.value);
    if (fields.size() < 4) return;
    const auto options = split(fields[3], ',');
    const auto has = [&](std::string_view option) {
      return std::ranges::count(options, option) > 0;
    };
    if (has("relative")) return;                          // within the container
    if (fields[0] == "/sys/fs/fuse/connections") return;  // LXC's own, of every container
    Mount mount;
    mount.origin = entry.origin;
    mount.target = Text("/" + unescaped(fields[1].substr(
                                  std::min(fields[1].find_first_not_of('/'), fields[1].size()))));
    const std::string_view type = fields[2];
    if (has("bind") || has("rbind")) {
      mount.kind = MountKind::bind;
      mount.source = Text(unescaped(fields[0]));
    } else if (type == "tmpfs") {
      mount.kind = MountKind::tmpfs;
    } else if (type == "nfs" || type == "nfs4") {
      mount.kind = MountKind::nfs;
      mount.source = Text(unescaped(fields[0]));
    } else {
      return;
    }
    mount.read_only = Value<bool>::known(has("ro"), entry.origin);
    for (const std::string_view propagation : {"shared", "rshared", "slave", "rslave"}) {
      if (has(propagation)) {
        mount.propagation = Value<Text>::known(Text(std::string(propagation)), entry.origin);
      }
    }
    for (const std::string_view kept : {"nosuid", "noexec", "nodev"}) {
      if (has(kept)) mount.options.push_back({Text(std::string(kept)), entry.origin});
    }
    facts_.add(fact::mounts, std::move(mount));
  }

  const std::vector<Setting>& settings_;
  Workload& workload_;
  Facts& facts_;
};

}  // namespace

Workload read_container(const std::vector<Setting>& settings, const std::string& name,
                        Origin site) {
  Workload workload;
  // Its defaults are nerdctl's: no limit, nothing read-only, setuid programs work.
  workload.platform = Platform::nerdctl;
  const Setting* const host = last(settings, "lxc.uts.name");
  workload.name = name.empty() ? "container" : "container " + name;
  Level level;
  const Setting* const root = last(settings, "lxc.rootfs.path");
  level.site = root != nullptr ? root->origin : host != nullptr ? host->origin : std::move(site);
  level.kind = LevelKind::base_image;
  level.name = "its root file system";
  workload.levels.push_back(level);
  level.kind = LevelKind::container;
  level.name = workload.name;
  workload.levels.push_back(std::move(level));
  ContainerReader(settings, workload).run();
  return workload;
}

}  // namespace boltseal::lxc
