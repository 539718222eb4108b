#include "engines/kubernetes/object.h"

#include <string>
#include <utility>

#include "base/digest.h"

namespace boltseal {
namespace {

// The bytes of a character that JSON may hold as it is and YAML, as which it is read, may not, or
// takes for the end of a line: U+007F to U+009F, U+2028, U+2029, U+FEFF, U+FFFE and U+FFFF.
std::size_t odd_character(std::string_view text) {
  const auto at = [&](std::size_t place) {
    return place < text.size() ? static_cast<unsigned char>(text[place]) : 0u;
  };
  if (at(0) == 0x7f) return 1;
  if (at(0) == 0xc2 && at(1) < 0xa0) return 2;
  const unsigned last = at(2);
  if (at(0) == 0xe2 && at(1) == 0x80 && (last == 0xa8 || last == 0xa9)) return 3;
  if (at(0) == 0xef && at(1) == 0xbb && last == 0xbf) return 3;
  return at(0) == 0xef && at(1) == 0xbf && last >= 0xbe ? 3 : 0;
}

// Keys in order, as json keeps them.
std::string text_of(const json& value, int indent) {
  const std::string plain = value.dump(indent, ' ', false, json::error_handler_t::replace);
  std::string text;
  text.reserve(plain.size());
  for (std::size_t at = 0; at < plain.size();) {
    const std::string_view rest = std::string_view(plain).substr(at);
    const std::size_t odd = odd_character(rest);
    if (odd == 0) {
      text += plain[at++];
      continue;
    }
    const std::string escaped = json(rest.substr(0, odd)).dump(-1, ' ', true);
    text += escaped.substr(1, escaped.size() - 2);  // without its quotes
    at += odd;
  }
  return text;
}

void replace_all(std::string& text, std::string_view old, std::string_view now) {
  if (old.empty()) return;
  for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at)) {
    text.replace(at, old.size(), now);
    at += now.size();
  }
}

// Volumes of tokens get names of their own in each pod.
void forget_token_names(std::string& text) {
  constexpr std::string_view prefix = "kube-api-access-";
  constexpr std::size_t suffix = 5;
  for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
    at += prefix.size();
    text.erase(at, suffix);
  }
}

// Which pods of one template are alike. Names of the pod and its node stand in quotes, or behind
// the name of a claim.
std::string shape_of(const json& pod, const std::string& name) {
  const auto found = pod.find("spec");
  if (found == pod.end() || !found->is_object()) return "?";
  json spec = *found;
  const std::string node = text_in(spec, "nodeName");
  spec.erase("nodeName");
  spec.erase("hostname");
  std::string text = text_of(spec, -1);
  replace_all(text, "\"" + node + "\"", "\"NODE\"");
  replace_all(text, "-" + name + "\"", "-POD\"");
  forget_token_names(text);
  return sha256_digest(text);
}

std::string controller_of(const json& metadata) {
  const auto owners = metadata.find("ownerReferences");
  if (owners == metadata.end() || !owners->is_array()) return {};
  for (const json& owner : *owners) {
    if (!owner.is_object()) continue;
    const auto controller = owner.find("controller");
    if (controller != owner.end() && *controller == true) return text_in(owner, "uid");
  }
  return {};
}

const json* object_in(const json& parent, const char* key) {
  const auto found = parent.is_object() ? parent.find(key) : parent.end();
  return parent.is_object() && found != parent.end() && found->is_object() ? &*found : nullptr;
}

// The namespace of the claim that has a volume.
std::string claimed_in(const json& volume) {
  const json* const spec = object_in(volume, "spec");
  const json* const claim = spec != nullptr ? object_in(*spec, "claimRef") : nullptr;
  return claim != nullptr ? text_in(*claim, "namespace") : std::string();
}

}  // namespace

bool is_of_interest(const json& item, const KubernetesKind& kind) {
  if (kind.kind == "ServiceAccount") return item.contains("automountServiceAccountToken");
  if (kind.kind != "PersistentVolume") return true;
  const json* const spec = object_in(item, "spec");
  return !claimed_in(item).empty() &&
         (spec->contains("nfs") || spec->contains("hostPath") || spec->contains("local"));
}

OwnedObject read_object(json item, const KubernetesKind& kind, std::string_view version) {
  OwnedObject read;
  read.object.kind = kind.kind;
  read.makes_pods = kind.makes_pods;
  if (const auto metadata = item.find("metadata");
      metadata != item.end() && metadata->is_object()) {
    read.object.name = text_in(*metadata, "name");
    read.object.name_space = text_in(*metadata, "namespace");
    read.uid = text_in(*metadata, "uid");
    read.object.used_in = read.object.name_space;
    read.controller = controller_of(*metadata);
    metadata->erase("managedFields");
  }
  if (kind.kind == "PersistentVolume") read.object.used_in = claimed_in(item);
  if (kind.kind == "Pod") read.shape = shape_of(item, read.object.name);
  // Items of a list do not say what they are.
  item["apiVersion"] = kind.group.empty() ? std::string(version)
                                          : std::string(kind.group) + "/" + std::string(version);
  item["kind"] = std::string(kind.kind);
  if (kind.kind != "Node") item.erase("status");
  read.object.text = text_of(item, 4);
  return read;
}

}  // namespace boltseal
