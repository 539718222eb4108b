#include "engines/containerd/record.h"

#include <fmt/format.h>

#include <ctime>
#include <map>
#include <string_view>
#include <vector>

#include "base/base64.h"
#include "base/indent_json.h"
#include "engines/json_text.h"

namespace boltseal {
namespace {

using net::ProtobufMessage;

constexpr std::size_t most_labels = 10'000;

std::string member(std::string_view name, std::string_view value) {
  return "," + json_text(name) + ":" + std::string(value);
}

// Go's time.RFC3339Nano.
std::string time_text(const ProtobufMessage& timestamp) {
  const auto seconds = static_cast<std::time_t>(timestamp.number(1));
  std::tm parts{};
  // Of years that no calendar has.
  if (::gmtime_r(&seconds, &parts) == nullptr) parts = {};
  std::string fraction = fmt::format(".{:09}", timestamp.number(2));
  while (fraction.ends_with('0')) fraction.pop_back();
  if (fraction == ".") fraction.clear();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", parts.tm_year + 1900,
                     parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                     fraction);
}

std::string any_text(const ProtobufMessage& any) {
  std::string text = "{\"type_url\":" + json_text(any.bytes(1));
  if (!any.bytes(2).empty()) text += member("value", json_text(encode_base64(any.bytes(2))));
  return text + "}";
}

// A map in the order of its keys, as Go writes it; null when it is empty.
std::string map_text(const std::vector<std::string_view>& entries,
                     std::string (*value)(const ProtobufMessage& entry)) {
  std::map<std::string_view, std::string> sorted;
  for (const std::string_view each : entries) {
    const ProtobufMessage entry(each);
    sorted[entry.bytes(1)] = value(entry);
  }
  if (sorted.empty()) return "null";
  std::string text;
  for (const auto& [key, said] : sorted) {
    text += (text.empty() ? "{" : ",") + json_text(key) + ":" + said;
  }
  return text + "}";
}

}  // namespace

std::string container_record(const ProtobufMessage& container, bool has_sandbox_id) {
  const std::string_view spec = container.message(5).bytes(2);
  if (!is_json_object(spec)) return {};
  const ProtobufMessage runtime = container.message(4);
  std::string options = "null";
  if (!runtime.bytes(2).empty()) options = any_text(runtime.message(2));
  std::string text = "{\"ID\":" + json_text(container.bytes(1));
  text += member("Labels", map_text(container.all(2, most_labels),
                                    [](const auto& entry) { return json_text(entry.bytes(2)); }));
  text += member("Image", json_text(container.bytes(3)));
  text += member("Runtime",
                 "{\"Name\":" + json_text(runtime.bytes(1)) + member("Options", options) + "}");
  text += member("SnapshotKey", json_text(container.bytes(7)));
  text += member("Snapshotter", json_text(container.bytes(6)));
  text += member("CreatedAt", json_text(time_text(container.message(8))));
  text += member("UpdatedAt", json_text(time_text(container.message(9))));
  text += member("Extensions", map_text(container.all(10, most_labels), [](const auto& entry) {
                   return any_text(entry.message(2));
                 }));
  if (has_sandbox_id) text += member("SandboxID", json_text(container.bytes(11)));
  text += member("Spec", spec) + "}";
  return indent_json(text);
}

}  // namespace boltseal
