#include "gate/runtime_spec.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/json.h"
#include "base/process.h"
#include "base/text.h"
#include "gate/harden.h"

namespace boltseal {
namespace {

constexpr std::array<std::string_view, 15> harmless = {
    "",     "checkpoint", "delete", "events", "features", "help",  "info", "kill",
    "list", "pause",      "ps",     "resume", "spec",     "start", "state"};
constexpr std::array<std::string_view, 5> judged = {"create", "run", "restore", "exec", "update"};

bool is_of_bundle(const RuntimeCall& call) {
  return call.command == "create" || call.command == "run" || call.command == "restore";
}

Result<std::string> bundle_of(const RuntimeCall& call, const std::string& runtime,
                              std::span<const std::string> globals) {
  std::vector<std::string> words = {runtime};
  std::ranges::copy(globals, std::back_inserter(words));
  words.insert(words.end(), {"state", call.id});
  const Result<ProcessEnd> end = run_to_end(words, {.most_time = std::chrono::seconds(10)});
  if (!end) return std::unexpected(end.error());
  std::string bundle = text_in(parse_json(end->out), "bundle");
  if (end->status != 0 || bundle.empty()) {
    return fail("the runtime does not say where the bundle of container " + sanitize(call.id) +
                " is");
  }
  return bundle;
}

Result<json> read_object(const std::string& path) {
  auto text = DiskFiles().read(path);
  if (!text) return std::unexpected(text.error());
  json object = parse_json(*text);
  if (!object.is_object()) return fail("is no JSON object", path);
  return object;
}

// What stands there and is something else, no runtime takes.
json& object_at(json& in, const char* key) {
  json& value = in[key];
  if (!value.is_object()) value = json::object();
  return value;
}

// `runc exec` without --process: the container's own process, with what the options say.
void apply_options(const RuntimeCall& call, json& process) {
  for (const auto& [name, value] : call.options) {
    if (name == "user" || name == "u") {
      const auto uid = parse_int(std::string_view(value).substr(0, value.find(':')));
      object_at(process, "user")["uid"] = uid.value_or(0);
    } else if (name == "cap" || name == "c") {
      for (const char* const set : {"bounding", "effective", "permitted"}) {
        json& held = object_at(process, "capabilities")[set];
        if (!held.is_array()) held = json::array();
        held.push_back(value);
      }
    } else if (name == "apparmor") {
      process["apparmorProfile"] = value;
    } else if (name == "no-new-privs") {
      process["noNewPrivileges"] = value != "false";
    }
  }
}

Result<void> change_process(const RuntimeCall& call, json& spec) {
  if (call.process.empty()) {
    apply_options(call, object_at(spec, "process"));
    return {};
  }
  Result<json> process = read_object(call.process);
  if (!process) return std::unexpected(process.error());
  spec["process"] = std::move(*process);
  return {};
}

Result<void> change_resources(const RuntimeCall& call, const std::string& input, json& spec) {
  json& resources = object_at(object_at(spec, "linux"), "resources");
  for (const auto& [name, value] : call.options) {
    if (name == "resources" || name == "r") {
      const Result<json> asked =
          value == "-" ? Result<json>(parse_json(input)) : read_object(value);
      if (!asked) return std::unexpected(asked.error());
      if (!asked->is_object()) return fail("what it is to be limited to is no JSON object");
      resources.merge_patch(*asked);
    } else if (name == "memory") {
      object_at(resources, "memory")["limit"] = parse_int(value).value_or(-1);
    } else if (name == "pids-limit") {
      object_at(resources, "pids")["limit"] = parse_int(value).value_or(-1);
    } else if (name == "cpu-quota") {
      object_at(resources, "cpu")["quota"] = parse_int(value).value_or(-1);
    } else if (name == "cpu-period") {
      object_at(resources, "cpu")["period"] = parse_int(value).value_or(0);
    }
  }
  return {};
}

}  // namespace

bool is_judged(const RuntimeCall& call) {
  return std::ranges::find(judged, call.command) != judged.end();
}

bool is_harmless(const RuntimeCall& call) {
  return std::ranges::find(harmless, call.command) != harmless.end();
}

Result<AskedSpec> asked_spec(const RuntimeCall& call, const std::string& runtime,
                             std::span<const std::string> globals, const std::string& input) {
  AskedSpec asked;
  std::string bundle = call.bundle.empty() ? "." : call.bundle;
  if (!is_of_bundle(call)) {
    Result<std::string> found = bundle_of(call, runtime, globals);
    if (!found) return std::unexpected(found.error());
    bundle = std::move(*found);
  }
  asked.path = call.config.empty() ? bundle + "/config.json" : call.config;
  if (is_of_bundle(call)) {
    Result<std::string> text = DiskFiles().read(asked.path);
    if (!text) return std::unexpected(text.error());
    asked.text = std::move(*text);
    return asked;
  }
  Result<json> spec = read_object(asked.path);
  if (!spec) return std::unexpected(spec.error());
  const Result<void> changed =
      call.command == "exec" ? change_process(call, *spec) : change_resources(call, input, *spec);
  if (!changed) return std::unexpected(changed.error());
  asked.text = spec->dump(2, ' ', false, json::error_handler_t::replace);
  return asked;
}

Result<void> harden(const RuntimeCall& call, const GateSettings& settings, AskedSpec& asked) {
  const bool is_exec = call.command == "exec" && !call.process.empty();
  if (!is_exec && !is_of_bundle(call)) return {};
  asked.rewritten = is_exec ? call.process : asked.path;
  const Result<std::string> text = DiskFiles().read(asked.rewritten);
  if (!text) return std::unexpected(text.error());
  Result<Hardened> hardened =
      is_exec ? harden_process(*text, settings) : harden_spec(*text, settings);
  if (!hardened) return fail(hardened.error().message, asked.rewritten);
  if (is_exec) {
    json spec = parse_json(asked.text);
    spec["process"] = parse_json(hardened->text);
    asked.text = spec.dump(2, ' ', false, json::error_handler_t::replace);
  } else {
    asked.text = hardened->text;
  }
  asked.rewritten_text = std::move(hardened->text);
  asked.hardened = std::move(hardened->changed);
  if (asked.hardened.empty()) asked.rewritten.clear();
  return {};
}

}  // namespace boltseal
