#include "sources/oci/privileges.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "model/running_container.h"
#include "sources/notation/notation.h"

namespace boltseal::oci {
namespace {

using yaml::Fields;
using yaml::Node;

// Those that make a container privileged: an engine that may not do everything itself cannot give
// more than it has.
constexpr std::array<std::string_view, 10> ruling_capabilities = {
    "DAC_OVERRIDE", "DAC_READ_SEARCH", "NET_ADMIN", "SYS_MODULE", "SYS_RAWIO",
    "SYS_PTRACE",   "SYS_ADMIN",       "SYS_BOOT",  "MKNOD",      "MAC_ADMIN"};
// Up to CAP_AUDIT_READ, which every kernel with containers has.
constexpr std::uint64_t all_capabilities = (std::uint64_t{1} << 38) - 1;

std::uint64_t bit_of(std::string_view name) {
  const auto bit = bit_of_capability(name);
  return bit ? std::uint64_t{1} << *bit : 0;
}

// Whatever a program in there can come by: the bounding set, through programs that have it as a
// file capability or start as root, and the ambient one (capabilities(7)).
struct Held {
  Items items;
  std::uint64_t bits = 0;
  bool has(std::uint64_t wanted) const { return (bits & wanted) == wanted; }
};

Held held_capabilities(const Fields& sets) {
  Held held;
  for (const std::string_view set : {"bounding", "ambient"}) {
    for (Item& item : sets.items(set)) {
      item.text = Text(capability_name(item.text.bytes()));
      const std::uint64_t bit = bit_of(item.text.bytes());
      if (bit != 0 && held.has(bit)) continue;
      held.bits |= bit;
      held.items.push_back(std::move(item));
    }
  }
  return held;
}

bool rules_the_host(const Held& held) {
  return std::ranges::all_of(ruling_capabilities,
                             [&](std::string_view name) { return held.has(bit_of(name)); });
}

// As people would have asked for it: what engines give by default is neither added nor dropped.
void state_capabilities(const Fields& process, Held held, Facts& facts) {
  const Fields sets = process.object("capabilities");
  const Origin site = sets ? sets.origin("bounding") : process.origin("capabilities");
  if (held.has(all_capabilities)) {
    facts.set(fact::capabilities_added, Items{{Text("ALL"), site}}, site);
    return;
  }
  const std::uint64_t usual = default_capabilities(Platform::docker).value_or(0);
  if (held.has(usual)) {
    std::erase_if(held.items,
                  [&](const Item& item) { return (bit_of(item.text.bytes()) & usual) != 0; });
  } else {
    facts.set(fact::capabilities_dropped, Items{{Text("ALL"), site}}, site);
  }
  yaml::state_list(facts, fact::capabilities_added, std::move(held.items));
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
    if (path == nullptr ||
        is_usual(device.text_or_empty("type"), device.number("major").value_or(0),
                 device.number("minor").value_or(0))) {
      continue;
    }
    devices.given.push_back({Text(std::string(path->value)), path->origin()});
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
    const bool is_given = std::ranges::any_of(linux.list("devices"), [&](const Node* const node) {
      const Fields device(node);
      return major && minor && device.number("major") == major && device.number("minor") == minor &&
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
  const auto within_linux = [&](std::string_view key) {
    return linux ? linux.origin(key) : spec.origin("linux");
  };
  Held held = held_capabilities(process.object("capabilities"));
  Devices devices = read_devices(linux);
  const bool is_filtered = has_filter(linux.object("seccomp"));
  const bool is_masked = !linux.list("maskedPaths").empty();
  if (rules_the_host(held) && devices.all && !is_filtered && !is_masked) {
    facts.set(fact::privileged, true, process.object("capabilities").origin("bounding"));
  }
  state_capabilities(process, std::move(held), facts);
  facts.set(fact::seccomp, Text(is_filtered ? "a profile of its own" : "unconfined"),
            within_linux("seccomp"));
  if (process.boolean("noNewPrivileges") == true) {
    facts.set(fact::privilege_escalation, false, process.origin("noNewPrivileges"));
  }
  process.state(facts, fact::apparmor, "apparmorProfile");
  state_selinux(process, facts);
  if (!is_masked) facts.set(fact::masked_paths, false, within_linux("maskedPaths"));
  yaml::state_list(facts, fact::devices, std::move(devices.given));
  yaml::state_list(facts, fact::device_cgroup_rules, std::move(devices.rules));
}

}  // namespace boltseal::oci
