#include "gate/docker/container_object.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/text.h"
#include "gate/docker/go_json.h"
#include "model/running_container.h"
#include "sources/notation/notation.h"

namespace boltseal::docker {
namespace {

std::unexpected<Error> refused(std::string what, std::string remedy = {}) {
  return fail(std::move(what), {}, {}, std::move(remedy));
}

std::vector<std::string> strings_of(const json& list) {
  std::vector<std::string> texts;
  if (!list.is_array()) return texts;
  for (const json& each : list) {
    if (each.is_string()) texts.push_back(each.get<std::string>());
  }
  return texts;
}

// What Docker hides by default since 20.10 (github.com/moby/moby, oci/defaults.go). More is fine.
constexpr std::array<std::string_view, 8> masked = {
    "/proc/acpi",       "/proc/kcore",       "/proc/keys",        "/proc/latency_stats",
    "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware"};
constexpr std::array<std::string_view, 5> read_only = {"/proc/bus", "/proc/fs", "/proc/irq",
                                                       "/proc/sys", "/proc/sysrq-trigger"};

bool lacks_one(const json& host, const char* field, std::span<const std::string_view> usual) {
  if (!json_member(host, field).is_array()) return false;  // null: the engine's own list
  const std::vector<std::string> said = strings_of(json_member(host, field));
  return std::ranges::any_of(
      usual, [&](std::string_view path) { return std::ranges::find(said, path) == said.end(); });
}

Result<void> check_capabilities(const json& host) {
  for (const std::string& capability : strings_of(json_member(host, "CapAdd"))) {
    const std::string name = capability_name(capability);
    if (name == "ALL" || bit_of_capability(name)) continue;
    return refused("\"" + sanitize(capability) + "\" is no name of a capability",
                   "write it as capabilities(7) does");
  }
  return {};
}

// As the engine splits it (daemon_unix.go, parseSecurityOpt): at the first "=", else at the first
// ":". Go takes more words than two for a truth (strconv.ParseBool).
std::string settled_option(const std::string& option) {
  const bool has_sign = option.find('=') != std::string::npos;
  const std::size_t sign = std::min(option.find(has_sign ? '=' : ':'), option.size());
  const std::string key = option.substr(0, sign);
  std::string value = option.substr(std::min(sign + 1, option.size()));
  if (key == "disable" && sign == option.size()) return "label=disable";
  if (key == "no-new-privileges") {
    constexpr std::array<std::string_view, 6> no = {"0", "f", "F", "false", "False", "FALSE"};
    return key + (std::ranges::find(no, value) == no.end() ? "" : "=false");
  }
  if (key == "seccomp" && filters_nothing(value)) value = "unconfined";
  return sign == option.size() ? key : key + "=" + value;
}

void settle_security(json& host) {
  if (json_member(host, "SecurityOpt").is_array()) {
    for (json& option : host["SecurityOpt"]) {
      if (option.is_string()) option = settled_option(option.get<std::string>());
    }
  }
  if (lacks_one(host, "MaskedPaths", masked) || lacks_one(host, "ReadonlyPaths", read_only)) {
    host["MaskedPaths"] = json::array();
  }
}

// What a runtime takes as orders to itself: hooks, handlers, configurations of virtual machines.
Result<void> check_annotations(const json& host) {
  const json& annotations = json_member(host, "Annotations");
  if (!annotations.is_object()) return {};
  for (const auto& [name, value] : annotations.items()) {
    for (const std::string_view prefix : {"run.oci.", "io.katacontainers.", "com.docker.sandbox"}) {
      if (name.starts_with(prefix)) {
        return refused("the annotation " + sanitize(name) + " is an order to the runtime",
                       "Leave it out");
      }
    }
  }
  return {};
}

Result<void> check_modes(const json& host) {
  const std::string users = text_in(host, "UsernsMode");
  if (users.empty() || users == "host") return {};
  return refused("\"" + sanitize(users) + "\" is no mode of user namespaces that Docker has",
                 "Leave out --userns");
}

Result<void> check_runtime(const json& host, const Around& around) {
  const std::string asked = text_in(host, "Runtime");
  if (asked.empty() || asked == around.runtime) return {};
  return refused("the runtime " + sanitize(asked) + " is none that the policy names",
                 "Leave out --runtime, or name it in the policy, as gate: runtime");
}

Result<void> settle_devices(json& host, const Around& around) {
  if (json_member(host, "Devices").is_array()) {
    for (json& device : host["Devices"]) {
      const std::string path = text_in(device, "PathOnHost");
      if (!path.starts_with('/')) continue;  // a name of CDI
      auto real = resolve_source(path, around.host);
      if (!real) return std::unexpected(real.error());
      device["PathOnHost"] = std::move(*real);
    }
  }
  // Graphics cards and the like, which the engine finds by their driver.
  const json& requests = json_member(host, "DeviceRequests");
  if (!requests.is_array()) return {};
  for (const json& request : requests) {
    const std::string driver = text_in(request, "Driver");
    std::vector<std::string> ids = strings_of(json_member(request, "DeviceIDs"));
    if (ids.empty()) ids.emplace_back("all");
    for (const std::string& id : ids) {
      host["Devices"].push_back({{"PathOnHost", (driver.empty() ? "gpu" : driver) + "=" + id}});
    }
  }
  return {};
}

// "SOURCE:TARGET[:OPTIONS]" (volume/mounts/linux_parser.go).
Result<json> mount_of_bind(const std::string& bind, const Around& around) {
  const std::vector<std::string_view> parts = split(bind, ':');
  if (parts.size() < 2 || parts.size() > 3 || parts[0].empty()) {
    return refused("the mount " + sanitize(bind) + " cannot be read",
                   "write SOURCE:TARGET or SOURCE:TARGET:OPTIONS");
  }
  json mount = {{"Destination", std::string(parts[1])}, {"RW", true}};
  if (parts[0].starts_with('/')) {
    auto real = resolve_source(std::string(parts[0]), around.host);
    if (!real) return std::unexpected(real.error());
    mount["Type"] = "bind";
    mount["Source"] = std::move(*real);
  } else {
    mount["Type"] = "volume";
    mount["Name"] = std::string(parts[0]);
  }
  if (parts.size() < 3) return mount;
  for (const std::string_view option : split(parts[2], ',')) {
    if (option == "ro") mount["RW"] = false;
    if (option.ends_with("shared") || option.ends_with("slave")) {
      mount["Propagation"] = std::string(option);
    }
  }
  return mount;
}

// A mount of a request in the words in which the engine tells of mounts.
Result<json> mount_of_request(json mount, const Around& around) {
  if (!mount.is_object()) return refused("a mount cannot be read");
  if (const auto settled = settle_mount(mount, around); !settled) {
    return std::unexpected(settled.error());
  }
  json told = {{"Type", text_in(mount, "Type")},
               {"Destination", text_in(mount, "Target")},
               {"RW", json_member(mount, "ReadOnly") != true}};
  told[told["Type"] == "volume" ? "Name" : "Source"] = text_in(mount, "Source");
  const std::string propagation = text_in(json_member(mount, "BindOptions"), "Propagation");
  if (!propagation.empty()) told["Propagation"] = propagation;
  if (mount.contains("VolumeOptions")) told["VolumeOptions"] = std::move(mount["VolumeOptions"]);
  return told;
}

Result<json> asked_mounts(const json& host, const Around& around) {
  json mounts = json::array();
  for (const std::string& bind : strings_of(json_member(host, "Binds"))) {
    auto mount = mount_of_bind(bind, around);
    if (!mount) return mount;
    mounts.push_back(std::move(*mount));
  }
  const json& listed = json_member(host, "Mounts");
  if (!listed.is_array()) return mounts;
  for (const json& each : listed) {
    auto mount = mount_of_request(each, around);
    if (!mount) return mount;
    mounts.push_back(std::move(*mount));
  }
  return mounts;
}

// Clients send every field. Of lists that would hide something, an empty one says more than none.
void drop_what_says_nothing(json& object) {
  if (!object.is_object()) return;
  for (auto member = object.begin(); member != object.end();) {
    const bool stays =
        member.key() == "MaskedPaths" || member.key() == "ReadonlyPaths" || !says_nothing(*member);
    member = stays ? std::next(member) : object.erase(member);
  }
}

// Those of a container that is there: what lies below its paths may have changed since.
Result<json> told_mounts(json mounts, const Around& around) {
  for (json& mount : mounts) {
    if (text_in(mount, "Type") != "bind") continue;
    auto real = resolve_source(text_in(mount, "Source"), around.host);
    if (!real) return std::unexpected(real.error());
    mount["Source"] = std::move(*real);
  }
  return mounts;
}

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text != "." && text != ".." &&
         std::ranges::all_of(text, [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

bool filters_nothing(const std::string& profile) {
  if (!profile.starts_with('{')) return false;
  const json read = parse_json(profile);
  if (!read.is_object()) return true;
  // What is not caught passes; which calls such a list forgets nobody can tell. Names count in any
  // case, as in all that Go reads.
  constexpr std::array<std::string_view, 5> catching = {"SCMP_ACT_ERRNO", "SCMP_ACT_KILL",
                                                        "SCMP_ACT_KILL_PROCESS",
                                                        "SCMP_ACT_KILL_THREAD", "SCMP_ACT_TRAP"};
  int said = 0;
  for (const auto& [name, action] : read.items()) {
    if (!equals_ignoring_case(name, "defaultAction")) continue;
    ++said;
    const auto* const text = action.get_ptr<const std::string*>();
    if (text == nullptr || std::ranges::find(catching, *text) == catching.end()) return true;
  }
  return said != 1;
}

Result<std::string> network_name(const std::string& asked, const Around& around) {
  constexpr std::array<std::string_view, 6> known = {"",     "default", "bridge",
                                                     "host", "none",    "ingress"};
  const bool is_joined = asked.starts_with("container:");
  if (is_joined || std::ranges::find(known, asked) != known.end()) return asked;
  if (!is_name(asked)) return refused("\"" + sanitize(asked) + "\" is no name of a network");
  // An id, or the beginning of one, means the host's as well.
  const auto network = around.engine.get("/networks/" + asked);
  if (!network) return std::unexpected(network.error());
  return text_in(*network, "Driver") == "host" ? std::string("host") : asked;
}

Result<void> settle_volume_options(json& options, const Around& around) {
  const std::string device = text_in(options, "device"), flags = text_in(options, "o");
  std::string type = text_in(options, "type");
  bool is_bind = false;
  for (const std::string_view flag : split(flags, ',')) {
    if (flag == "bind" || flag == "rbind") is_bind = true;
  }
  if (is_bind) {
    // MS_BIND makes the kernel forget the type (mount(2)).
    options["type"] = "none";
    auto real = resolve_source(device, around.host);
    if (!real) return std::unexpected(real.error());
    options["device"] = std::move(*real);
    return {};
  }
  constexpr std::array<std::string_view, 6> harmless = {"", "tmpfs", "nfs", "nfs4", "cifs", "smb3"};
  if (std::ranges::find(harmless, type) != harmless.end()) {
    if (!type.empty() || device.empty()) return {};
    type = "none";
  }
  return refused(
      "a volume of the type " + sanitize(type) + " mounts " + sanitize(device) + " of the host",
      "Use a volume without options, or one of the type nfs");
}

Result<void> settle_mount(json& mount, const Around& around) {
  const std::string type = text_in(mount, "Type");
  if (type == "bind") {
    auto real = resolve_source(text_in(mount, "Source"), around.host);
    if (!real) return std::unexpected(real.error());
    mount["Source"] = std::move(*real);
    return {};
  }
  constexpr std::array<std::string_view, 4> types = {"volume", "tmpfs", "image", "cluster"};
  if (std::ranges::find(types, type) == types.end()) {
    return refused("\"" + sanitize(type) + "\" is no kind of mount that is known here");
  }
  const json& driver = json_member(json_member(mount, "VolumeOptions"), "DriverConfig");
  const std::string name = text_in(driver, "Name");
  if (!json_member(driver, "Options").is_object() || (!name.empty() && name != "local")) return {};
  return settle_volume_options(mount["VolumeOptions"]["DriverConfig"]["Options"], around);
}

Result<json> container_object(const std::string& name, json config, json host, json mounts,
                              const Around& around) {
  if (!host.is_object()) host = json::object();
  drop_what_says_nothing(config);
  drop_what_says_nothing(host);
  if (const auto allowed = check_runtime(host, around); !allowed) {
    return std::unexpected(allowed.error());
  }
  if (const auto allowed = check_annotations(host); !allowed) {
    return std::unexpected(allowed.error());
  }
  if (const auto known = check_capabilities(host); !known) return std::unexpected(known.error());
  if (const auto allowed = check_modes(host); !allowed) return std::unexpected(allowed.error());
  settle_security(host);
  if (const auto settled = settle_devices(host, around); !settled) {
    return std::unexpected(settled.error());
  }
  auto network = network_name(text_in(host, "NetworkMode"), around);
  if (!network) return std::unexpected(network.error());
  if (!network->empty()) host["NetworkMode"] = std::move(*network);
  auto settled =
      mounts.is_array() ? told_mounts(std::move(mounts), around) : asked_mounts(host, around);
  if (!settled) return std::unexpected(settled.error());
  return json{{"Id", name},
              {"Name", "/" + name},
              {"Config", std::move(config)},
              {"HostConfig", std::move(host)},
              {"Mounts", std::move(*settled)}};
}

}  // namespace boltseal::docker
