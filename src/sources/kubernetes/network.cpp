#include "sources/kubernetes/network.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sources/kubernetes/words.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

/// Network policies of other makers: what they select is not read here.
bool is_foreign_policy(const Manifest& manifest) {
  if (manifest.group == "networking.k8s.io" || manifest.group == "extensions") return false;
  return manifest.kind.ends_with("NetworkPolicy") || manifest.kind.ends_with("NetworkPolicies");
}

/// Whether an operator is likely to make pods of an object of its own kind: its spec says how many,
/// of what, or where they run. A ServiceMonitor or a Certificate says none of it.
bool makes_pods(const Manifest& manifest, Fields& fields) {
  if (is_built_in_group(manifest.group)) return false;
  const Node* const spec = fields.mapping(manifest.root, "spec");
  if (spec == nullptr) return false;
  constexpr std::array<std::string_view, 18> keys = {"replicas",
                                                     "instances",
                                                     "size",
                                                     "image",
                                                     "containers",
                                                     "template",
                                                     "nodeSets",
                                                     "podMetadata",
                                                     "resources",
                                                     "storage",
                                                     "serviceAccountName",
                                                     "placement",
                                                     "affinity",
                                                     "nodeSelector",
                                                     "tolerations",
                                                     "chart",
                                                     "source",
                                                     "sources"};
  return std::ranges::any_of(keys, [&](std::string_view key) { return spec->get(key) != nullptr; });
}

/// Whether a list holds nothing; a missing one means the same (kubernetes.io,
/// NetworkPolicyIngressRule).
bool is_empty(const Node* list) {
  return list == nullptr || list->is_null() || (list->is_sequence() && list->items.empty());
}

/// Where rules of a policy let everybody in on all ports: one that names no peers, or all addresses
/// as one.
const Node* admitting_all(const Node* rules) {
  if (rules == nullptr) return nullptr;
  for (const Node* const rule : rules->items) {
    if (!rule->is_mapping() || !is_empty(rule->get("ports"))) continue;
    const Node* const peers = rule->get("from");
    if (is_empty(peers)) return rule;
    for (const Node* const peer : peers->items) {
      const Node* const block = peer->get("ipBlock");
      const Node* const range = block == nullptr ? nullptr : block->get("cidr");
      if (range == nullptr || !is_empty(block->get("except"))) continue;
      if (range->value == "0.0.0.0/0" || range->value == "::/0") return range;
    }
  }
  return nullptr;
}

/// Whether a list of rules lets everything through: an empty rule allows every peer and port.
bool allows_all(const Node* rules) {
  if (rules == nullptr) return false;
  return std::ranges::any_of(
      rules->items, [](const Node* rule) { return rule->is_mapping() && rule->entries.empty(); });
}

}  // namespace

void NetworkReader::read(const Manifest& manifest, bool has_pods) {
  if (manifest.kind == "Service" && manifest.group.empty()) return read_service(manifest);
  makes_more_pods_ = makes_more_pods_ || makes_pods(manifest, fields_);
  if (is_foreign_policy(manifest)) {
    foreign_policies_ = true;
  } else if (manifest.kind == "NetworkPolicy") {
    read_policy(manifest);
  } else if (!has_pods) {
    if (auto mentioner = read_mentioner(manifest)) {
      mentioners_.push_back(std::move(*mentioner));
    }
  }
}

void NetworkReader::read_service(const Manifest& manifest) {
  const Node* const spec = fields_.mapping(manifest.root, "spec");
  const Node* const name = fields_.scalar(manifest.metadata, "name");
  if (spec == nullptr || name == nullptr) return;
  const auto type = fields_.text(spec, "type");
  ServiceName service;
  service.name = name->value.substr(0, 253);
  service.name_space = manifest.name_space;
  service.external_ips = fields_.texts(spec, "externalIPs");
  service.selector = fields_.settings(spec, "selector");
  service.published = (type && (type->text.equals("NodePort") == Truth::yes ||
                                type->text.equals("LoadBalancer") == Truth::yes)) ||
                      !service.external_ips.empty();
  const auto address = fields_.text(spec, "clusterIP");
  service.headless = address && address->text.equals("None") == Truth::yes;
  for (const Node* const entry : fields_.mappings(spec, "ports")) {
    ServiceName::Port port;
    auto target = fields_.text(entry, "targetPort");
    if (!target) target = fields_.text(entry, "port");
    if (!target) continue;
    port.target = std::move(target->text);
    if (const auto protocol = fields_.text(entry, "protocol")) {
      port.protocol = protocol->text.bytes();
    }
    service.ports.push_back(std::move(port));
  }
  services_.push_back(std::move(service));
}

void NetworkReader::read_policy(const Manifest& manifest) {
  const Node* const spec = fields_.mapping(manifest.root, "spec");
  if (spec == nullptr) return;
  NetworkPolicy policy;
  policy.name = manifest.name;
  policy.name_space = manifest.name_space;
  policy.site = manifest.site;
  const Node* const pods = fields_.mapping(spec, "podSelector");
  policy.pods.match_labels = fields_.settings(pods, "matchLabels");
  const Node* const expressions = fields_.list(pods, "matchExpressions");
  policy.pods.has_expressions = expressions != nullptr && !expressions->items.empty();
  const Node* const ingress = fields_.list(spec, "ingress");
  const Node* const egress = fields_.list(spec, "egress");
  // Without policyTypes a policy isolates ingress, and egress when it has rules for it
  // (kubernetes.io, NetworkPolicySpec).
  const Items types = fields_.texts(spec, "policyTypes");
  if (types.empty()) {
    policy.ingress = true;
    policy.egress = egress != nullptr && !egress->items.empty();
  }
  for (const Item& type : types) {
    if (type.text.equals("Ingress") == Truth::yes) policy.ingress = true;
    if (type.text.equals("Egress") == Truth::yes) policy.egress = true;
  }
  if (policy.ingress) {
    if (const Node* const open = admitting_all(ingress)) policy.admits_all = open->origin();
  }
  if (allows_all(ingress)) policy.ingress = false;
  if (allows_all(egress)) policy.egress = false;
  policies_.push_back(std::move(policy));
}

void NetworkReader::finish(Project& project) {
  project.open = project.open || foreign_policies_;
  project.makes_more_pods = makes_more_pods_;
  project.policies = std::move(policies_);
  project.services = std::move(services_);
  project.mentioners = std::move(mentioners_);
}

}  // namespace boltseal::kubernetes
