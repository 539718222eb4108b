#include "sources/oci/privileges.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "sources/notation/notation.h"

namespace boltseal::oci {
namespace {

using yaml::Fields;
using yaml::Node;

// Of Linux 5.0, which every kernel with containers has; engines on newer ones add three more.
constexpr std::array<std::string_view, 38> all_capabilities = {
    "CHOWN",           "DAC_OVERRIDE",   "DAC_READ_SEARCH", "FOWNER",          "FSETID",
    "KILL",            "SETGID",         "SETUID",          "SETPCAP",         "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN",       "NET_RAW",         "IPC_LOCK",
    "IPC_OWNER",       "SYS_MODULE",     "SYS_RAWIO",       "SYS_CHROOT",      "SYS_PTRACE",
    "SYS_PACCT",       "SYS_ADMIN",      "SYS_BOOT",        "SYS_NICE",        "SYS_RESOURCE",
    "SYS_TIME",        "SYS_TTY_CONFIG", "MKNOD",           "LEASE",           "AUDIT_WRITE",
    "AUDIT_CONTROL",   "SETFCAP",        "MAC_OVERRIDE",    "MAC_ADMIN",       "SYSLOG",
    "WAKE_ALARM",      "BLOCK_SUSPEND",  "AUDIT_READ"};

// What Docker, nerdctl and the CRI give when nobody says otherwise (moby, oci/caps/defaults.go).
constexpr std::array<std::string_view, 14> usual_capabilities = {
    "CHOWN",  "DAC_OVERRIDE", "FSETID",           "FOWNER",     "MKNOD", "NET_RAW",    "SETGID",
    "SETUID", "SETFCAP",      "NET_BIND_SERVICE", "SYS_CHROOT", "KILL",  "AUDIT_WRITE", "SETPCAP"};

bool has(const Items& items, std::string_view name) {
  return std::ranges::any_of(items, [&](const Item& item) { return item.text.bytes() == name; });
}

template <std::size_t size>
bool has_all(const Items& items, const std::array<std::string_view, size>& names) {
  return std::ranges::all_of(names, [&](std::string_view name) { return has(items, name); });
}

// Whatever a program in there can come by: the bounding set, through programs that have it as a
// file capability or start as root, and the ambient one (capabilities(7)).
Items held_capabilities(const Fields& sets) {
  Items held;
  for (const std::string_view set : {"bounding", "ambient"}) {
    for (Item& item : sets.items(set)) {
      item.text = Text(capability_name(item.text.bytes()));
      if (!has(held, item.text.bytes())) held.push_back(std::move(item));
    }
  }
  return held;
}

void state_capabilities(const Fields& process, const Items& held, Facts& facts) {
  const Fields sets = process.object("capabilities");
  const Origin site = sets ? sets.origin("bounding") : process.origin("capabilities");
  if (has_all(held, all_capabilities)) {
    facts.set(fact::capabilities_added, Items{{Text("ALL"), site}}, site);
    return;
  }
  const bool is_usual = has_all(held, usual_capabilities);
  if (!is_usual) facts.set(fact::capabilities_dropped, Items{{Text("ALL"), site}}, site);
  Items added;
  for (const Item& item : held) {
    const bool is_in_usual = std::ranges::find(usual_capabilities, item.text.bytes()) !=
                             usual_capabilities.end();
    if (!is_usual || !is_in_usual) added.push_back(item);
  }
  yaml::state_list(facts, fact::capabilities_added, std::move(added));
}

bool has_filter(const Fields& seccomp) {
  if (!seccomp) return false;
  return seccomp.text_or_empty("defaultAction") != "SCMP_ACT_ALLOW" ||
         !seccomp.list("syscalls").empty();
}

// Devices that every container gets: null, zero, full, random, urandom, tty, console, ptmx, and
// the terminals of its own devpts.
struct Number {
  std::int64_t major, minor;
};
constexpr std::array usual_devices = {Number{1, 3}, Number{1, 5}, Number{1, 7}, Number{1, 8},
                                      Number{1, 9}, Number{5, 0}, Number{5, 1}, Number{5, 2}};
constexpr std::int64_t terminals = 136;

bool is_usual(std::string_view type, std::int64_t major, std::int64_t minor) {
  if (type != "c" && type != "u") return false;
  return major == terminals || std::ranges::any_of(usual_devices, [&](const Number& each) {
           return each.major == major && each.minor == minor;
         });
}

struct Devices {
  Items given, rules;
  bool all = false;  // Every device of the host may be used.
};

std::string number_or_any(const Fields& object, std::string_view key) {
  const auto number = object.number(key);
  return number && *number >= 0 ? std::to_string(*number) : "*";
}

// One line of linux.resources.devices, as cgroup-v1/devices writes it; empty for one that says
// nothing.
std::string rule_text(const Fields& rule) {
  const std::string_view access = rule.text_or_empty("access");
  // Making nodes of devices that may not be opened harms nobody, and engines allow it to all.
  if (!rule.boolean("allow").value_or(false) || access == "m") return {};
  const std::string_view type = rule.text_or_empty("type");
  const std::string number = number_or_any(rule, "major") + ":" + number_or_any(rule, "minor");
  return (type.empty() ? "a" : std::string(type)) + " " + number + " " +
         (access.empty() ? "rwm" : std::string(access));
}

Devices read_devices(const Fields& linux) {
  Devices devices;
  for (const Node* const each : linux.list("devices")) {
    const Fields device(each);
    const Node* const path = device.text("path");
    if (path == nullptr || is_usual(device.text_or_empty("type"), device.number("major").value_or(0),
                                    device.number("minor").value_or(0))) {
      continue;
    }
    devices.given.push_back({Text(path->value), path->origin()});
  }
  for (const Node* const each : linux.object("resources").list("devices")) {
    const Fields rule(each);
    const std::string text = rule_text(rule);
    if (text.starts_with("a *:*")) devices.all = true;
    if (text.empty()) {
      // A later one that forbids everything takes back what stands before it.
      if (rule.boolean("allow") == false && rule.text_or_empty("type").empty()) {
        devices.rules.clear();
        devices.all = false;
      }
      continue;
    }
    const auto major = rule.number("major");
    const auto minor = rule.number("minor");
    if (major && is_usual(rule.text_or_empty("type"), *major, minor.value_or(-1))) continue;
    // One for a device that is given says nothing more than that.
    const bool is_given =
        std::ranges::any_of(linux.list("devices"), [&](const Node* const node) {
          const Fields device(node);
          return major && minor && device.number("major") == major &&
                 device.number("minor") == minor &&
                 device.text_or_empty("type") == rule.text_or_empty("type");
        });
    if (!is_given) devices.rules.push_back({Text(text), each->origin()});
  }
  return devices;
}

// "system_u:system_r:container_t:s0:c1,c2"
void state_selinux(const Fields& process, Facts& facts) {
  const Node* const label = process.text("selinuxLabel");
  if (label == nullptr) return;
  std::string_view rest = label->value;
  for (int part = 0; part < 2; ++part) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return;
    rest.remove_prefix(colon + 1);
  }
  facts.set(fact::selinux, Text("type:" + std::string(rest.substr(0, rest.find(':')))),
            label->origin());
}

}  // namespace

void read_privileges(const Fields& spec, Facts& facts) {
  const Fields process = spec.object("process");
  const Fields linux = spec.object("linux");
  const Items held = held_capabilities(process.object("capabilities"));
  Devices devices = read_devices(linux);
  const bool is_filtered = has_filter(linux.object("seccomp"));
  const bool is_masked = !linux.list("maskedPaths").empty();
  if (has_all(held, all_capabilities) && devices.all && !is_filtered && !is_masked) {
    facts.set(fact::privileged, true, process.object("capabilities").origin("bounding"));
  }
  state_capabilities(process, held, facts);
  facts.set(fact::seccomp, Text(is_filtered ? "a profile of its own" : "unconfined"),
            linux ? linux.origin("seccomp") : spec.origin("linux"));
  if (process.boolean("noNewPrivileges") == true) {
    facts.set(fact::privilege_escalation, false, process.origin("noNewPrivileges"));
  }
  process.state(facts, fact::apparmor, "apparmorProfile");
  state_selinux(process, facts);
  if (!is_masked) facts.set(fact::masked_paths, false, linux.origin("maskedPaths"));
  yaml::state_list(facts, fact::devices, std::move(devices.given));
  yaml::state_list(facts, fact::device_cgroup_rules, std::move(devices.rules));
}

}  // namespace boltseal::oci
