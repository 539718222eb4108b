#include "gate/harden.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/json.h"
#include "gate/default_seccomp.h"

namespace boltseal {
namespace {

// What Docker 28 hides and protects by default.
constexpr std::array masked_paths = {
    "/proc/asound",     "/proc/acpi",        "/proc/interrupts",
    "/proc/kcore",      "/proc/keys",        "/proc/latency_stats",
    "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug",
    "/proc/scsi",       "/sys/firmware",     "/sys/devices/virtual/powercap"};
constexpr std::array readonly_paths = {"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys",
                                       "/proc/sysrq-trigger"};
constexpr std::array capability_sets = {"bounding", "effective", "inheritable", "permitted",
                                        "ambient"};

/// Changes one text, and notes where.
class Hardening {
 public:
  Hardening(const GateSettings& settings, std::string prefix)
      : settings_(settings), prefix_(std::move(prefix)) {}

  void set(json& value, json wanted, const std::string& where) {
    if (value == wanted) return;
    value = std::move(wanted);
    changed_.push_back(prefix_ + where);
  }

  void process(json& process) {
    set(process["noNewPrivileges"], true, "noNewPrivileges");
    if (!process.contains("capabilities") || !process["capabilities"].is_object()) return;
    for (const char* const name : capability_sets) {
      json& held = process["capabilities"];
      if (!held.contains(name) || !held[name].is_array()) continue;
      json kept = json::array();
      for (const json& capability : held[name]) {
        if (is_kept(capability)) kept.push_back(capability);
      }
      set(held[name], std::move(kept), std::string("capabilities.") + name);
    }
  }

  // A limit that is missing, or none.
  void limit(json& resources, const char* of, std::int64_t most) {
    json& holder = resources[of];
    if (!holder.is_object()) holder = json::object();
    json& value = holder["limit"];
    if (value.is_number() && value.get<std::int64_t>() > 0) return;
    set(value, most, std::string("linux.resources.") + of + ".limit");
  }

  void paths(json& linux, const char* name, std::span<const char* const> wanted) {
    json all = linux.contains(name) && linux[name].is_array() ? linux[name] : json::array();
    for (const char* const path : wanted) {
      if (std::ranges::find(all, json(path)) == all.end()) all.push_back(path);
    }
    set(linux[name], std::move(all), std::string("linux.") + name);
  }

  Hardened result(const json& of) {
    return {of.dump(-1, ' ', false, json::error_handler_t::replace), std::move(changed_)};
  }

 private:
  bool is_kept(const json& capability) const {
    if (!capability.is_string()) return false;
    std::string_view name = capability.get_ref<const std::string&>();
    if (name.starts_with("CAP_")) name.remove_prefix(4);
    return std::ranges::find(settings_.keep_capabilities, name) !=
           settings_.keep_capabilities.end();
  }

  const GateSettings& settings_;
  const std::string prefix_;
  std::vector<std::string> changed_;
};

json& object_in(json& of, const char* name) {
  json& value = of[name];
  if (!value.is_object()) value = json::object();
  return value;
}

}  // namespace

Result<Hardened> harden_spec(std::string_view text, const GateSettings& settings) {
  json spec = parse_json(text);
  if (!spec.is_object()) return fail("is no JSON object");
  Hardening process(settings, "process."), rest(settings, "");
  process.process(object_in(spec, "process"));
  Hardened hardened = process.result(spec);
  rest.set(object_in(spec, "root")["readonly"], true, "root.readonly");
  json& linux = object_in(spec, "linux");
  if (!linux.contains("seccomp") || !linux["seccomp"].is_object()) {
    rest.set(linux["seccomp"], parse_json(default_seccomp()), "linux.seccomp");
  }
  rest.paths(linux, "maskedPaths", masked_paths);
  rest.paths(linux, "readonlyPaths", readonly_paths);
  json& resources = object_in(linux, "resources");
  rest.limit(resources, "pids", settings.pids);
  rest.limit(resources, "memory", settings.memory << 20);
  Hardened more = rest.result(spec);
  more.changed.insert(more.changed.begin(), hardened.changed.begin(), hardened.changed.end());
  return more;
}

Result<Hardened> harden_process(std::string_view text, const GateSettings& settings) {
  json process = parse_json(text);
  if (!process.is_object()) return fail("is no JSON object");
  Hardening hardening(settings, "process.");
  hardening.process(process);
  return hardening.result(process);
}

}  // namespace boltseal
