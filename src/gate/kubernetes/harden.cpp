#include "gate/kubernetes/harden.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/json_writer.h"
#include "base/text.h"
#include "sources/kubernetes/objects.h"

namespace boltseal {
namespace {

using yaml::Node;

const Node* present(const Node* parent, std::string_view key) {
  if (parent == nullptr || !parent->is_mapping()) return nullptr;
  const Node* const node = parent->get(key);
  return node == nullptr || (node->style == yaml::Style::plain && node->is_null()) ? nullptr : node;
}

bool says(const Node* parent, std::string_view key, std::string_view value) {
  const Node* const node = present(parent, key);
  return node != nullptr && node->is_scalar() && node->value == value;
}

bool lists(const Node* parent, std::string_view key, std::string_view value) {
  const Node* const list = present(parent, key);
  return list != nullptr && std::ranges::any_of(list->items, [&](const Node* item) {
           return item->is_scalar() && item->value == value;
         });
}

// RFC 6901. The depth of a tree is bounded where it is read.
std::optional<std::string> pointer_to(const Node& node, const Node& from) {
  if (&node == &from) return "";
  for (std::size_t i = 0; i < from.items.size(); ++i) {
    if (auto rest = pointer_to(node, *from.items[i])) return "/" + std::to_string(i) + *rest;
  }
  for (const yaml::Entry& entry : from.entries) {
    auto rest = pointer_to(node, *entry.value);
    if (!rest) continue;
    std::string key;
    for (const char c : entry.key->value)
      key += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return "/" + key + *rest;
  }
  return std::nullopt;
}

enum class Addition : std::uint8_t { object, truth, untruth, all, runtime_default };

void add(const std::string& path, Addition what, JsonWriter& out) {
  out.begin_object();
  out.member("op", "add");
  out.member("path", path);
  out.key("value");
  switch (what) {
    case Addition::object: out.begin_object(), out.end_object(); break;
    case Addition::truth: out.value(true); break;
    case Addition::untruth: out.value(false); break;
    case Addition::all:
      out.begin_array();
      out.value("ALL");
      out.end_array();
      break;
    case Addition::runtime_default:
      out.begin_object();
      out.member("type", "RuntimeDefault");
      out.end_object();
  }
  out.end_object();
}

void harden_container(const Node& container, const Node* pod, const std::string& path,
                      bool read_only_root, JsonWriter& out) {
  const Node* const own = present(&container, "securityContext");
  const Node* const capabilities = present(own, "capabilities");
  const auto is_said = [&](std::string_view key) {
    return present(own, key) != nullptr || present(pod, key) != nullptr;
  };
  const Node* const user_said_in = present(own, "runAsUser") != nullptr ? own : pod;
  const bool is_privileged = says(own, "privileged", "true");
  const bool gains = is_privileged || lists(capabilities, "add", "SYS_ADMIN") ||
                     lists(capabilities, "add", "CAP_SYS_ADMIN");
  struct Wanted {
    std::string_view key;
    Addition value;
    bool is_wanted;
  };
  const std::array wanted = {
      Wanted{"runAsNonRoot", Addition::truth,
             !is_said("runAsNonRoot") && !says(user_said_in, "runAsUser", "0")},
      Wanted{"allowPrivilegeEscalation", Addition::untruth,
             !gains && present(own, "allowPrivilegeEscalation") == nullptr},
      Wanted{"seccompProfile", Addition::runtime_default,
             !is_privileged && !is_said("seccompProfile")},
      Wanted{"readOnlyRootFilesystem", Addition::truth,
             read_only_root && present(own, "readOnlyRootFilesystem") == nullptr}};
  const bool drops = !is_privileged && present(capabilities, "drop") == nullptr;
  const std::string context = path + "/securityContext";
  const bool any = drops || std::ranges::any_of(wanted, &Wanted::is_wanted);
  if (any && own == nullptr) add(context, Addition::object, out);
  for (const Wanted& each : wanted) {
    if (each.is_wanted) add(context + "/" + std::string(each.key), each.value, out);
  }
  if (!drops) return;
  if (capabilities == nullptr) add(context + "/capabilities", Addition::object, out);
  add(context + "/capabilities/drop", Addition::all, out);
}

}  // namespace

std::string hardening_patch(const Node& object, bool read_only_root) {
  StringOutput text;
  {
    JsonWriter out(text, JsonLayout::line);
    out.begin_array();
    for (const Node* const spec : pod_specs(object)) {
      if (says(present(spec, "os"), "name", "windows")) continue;
      const auto at = pointer_to(*spec, object);
      if (!at) continue;
      const Node* const pod = present(spec, "securityContext");
      for (const std::string_view list : {"initContainers", "containers"}) {
        const Node* const containers = present(spec, list);
        if (containers == nullptr) continue;
        for (std::size_t i = 0; i < containers->items.size(); ++i) {
          harden_container(*containers->items[i], pod,
                           *at + "/" + std::string(list) + "/" + std::to_string(i), read_only_root,
                           out);
        }
      }
    }
    out.end_array();
  }
  const std::string_view patch = trim(text.text);
  return patch == "[]" ? std::string() : std::string(patch);
}

}  // namespace boltseal
