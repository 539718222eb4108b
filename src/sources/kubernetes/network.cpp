#include "sources/kubernetes/network.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/text.h"

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

// Label comparisons for one file; a bundle of a thousand Services and workloads needs fewer.
constexpr std::size_t comparison_limit = 2'000'000;
// Workloads behind one Service that a mention is taken to mean.
constexpr std::size_t behind_limit = 16;

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

bool selects(const Settings& selector, const Settings& labels) {
  return std::ranges::all_of(selector, [&](const Setting& wanted) {
    return std::ranges::any_of(labels, [&](const Setting& label) {
      return label.name == wanted.name && label.value == wanted.value;
    });
  });
}

/// Whether a list of rules lets everything through: an empty rule allows every peer and port.
bool allows_all(const Node* rules) {
  if (rules == nullptr) return false;
  return std::ranges::any_of(
      rules->items, [](const Node* rule) { return rule->is_mapping() && rule->entries.empty(); });
}

}  // namespace

void NetworkReader::read(const Manifest& manifest) {
  if (manifest.kind == "Service" && manifest.group.empty()) return read_service(manifest);
  if (manifest.kind == "Ingress" && is_built_in_group(manifest.group)) {
    return read_ingress(manifest);
  }
  makes_more_pods_ = makes_more_pods_ || makes_pods(manifest, fields_);
  if (is_foreign_policy(manifest)) {
    foreign_policies_ = true;
  } else if (manifest.kind == "NetworkPolicy") {
    read_policy(manifest);
  }
}

void NetworkReader::read_service(const Manifest& manifest) {
  const Node* const spec = fields_.mapping(manifest.root, "spec");
  const Node* const name = fields_.scalar(manifest.metadata, "name");
  if (spec == nullptr || name == nullptr) return;
  const auto type = fields_.text(spec, "type");
  const Node* const external = fields_.list(spec, "externalIPs");
  Service service;
  service.name = name->value;
  service.name_space = manifest.name_space;
  service.selector = fields_.settings(spec, "selector");
  service.published = (type && (type->text.equals("NodePort") == Truth::yes ||
                                type->text.equals("LoadBalancer") == Truth::yes)) ||
                      (external != nullptr && !external->items.empty());
  services_.push_back(std::move(service));
}

void NetworkReader::publish_backend(const Node* backend, const Manifest& manifest) {
  const Node* service = fields_.scalar(fields_.mapping(backend, "service"), "name");
  if (service == nullptr) service = fields_.scalar(backend, "serviceName");  // before v1
  if (service != nullptr) backends_.push_back({service->value.substr(0, 253), manifest.name_space});
}

void NetworkReader::read_ingress(const Manifest& manifest) {
  const Node* const spec = fields_.mapping(manifest.root, "spec");
  if (spec == nullptr) return;
  for (const std::string_view key : {"defaultBackend", "backend"}) {
    publish_backend(fields_.mapping(spec, key), manifest);
  }
  for (const Node* const rule : fields_.mappings(spec, "rules")) {
    for (const Node* const path : fields_.mappings(fields_.mapping(rule, "http"), "paths")) {
      publish_backend(fields_.mapping(path, "backend"), manifest);
    }
  }
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
  if (allows_all(ingress)) policy.ingress = false;
  if (allows_all(egress)) policy.egress = false;
  policies_.push_back(std::move(policy));
}

void NetworkReader::mark_published(Project& project) {
  std::set<std::pair<std::string_view, std::string_view>> led_to;
  for (const Backend& backend : backends_) led_to.emplace(backend.name_space, backend.service);
  std::size_t compared = 0;
  for (const Service& service : services_) {
    if (!service.published && !led_to.contains({service.name_space, service.name})) continue;
    if (service.selector.empty()) continue;
    for (Member& member : project.members) {
      if (member.publishes || member.name_space != service.name_space) continue;
      compared += 1 + service.selector.size() * member.labels.size();
      if (compared > comparison_limit) {
        project.open = true;
        return;
      }
      member.publishes = selects(service.selector, member.labels);
    }
  }
}

void NetworkReader::find_mentions(const std::vector<Workload>& workloads, Project& project) {
  if (services_.empty()) return;
  // Which members stand behind a Service name; namespaces are left aside: a name is a hint.
  std::unordered_map<std::string_view, std::vector<const Member*>> behind;
  std::size_t compared = 0;
  for (const Service& service : services_) {
    if (service.selector.empty()) continue;
    for (const Member& member : project.members) {
      compared += 1 + service.selector.size() * member.labels.size();
      if (compared > comparison_limit) return;
      if (member.name_space != service.name_space) continue;
      if (!selects(service.selector, member.labels)) continue;
      auto& members = behind[service.name];
      if (members.size() < behind_limit) members.push_back(&member);
    }
  }
  std::map<std::string_view, std::set<std::string_view>> mentioned;  // by member
  const auto look = [&](std::string_view owner, const std::string& text) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size(); ++at) {
      if (at < text.size() && (is_letter(text[at]) || is_digit(text[at]) || text[at] == '-')) {
        continue;
      }
      const auto found = behind.find(std::string_view(text).substr(begin, at - begin));
      begin = at + 1;
      if (found == behind.end()) continue;
      for (const Member* const member : found->second) {
        if (member->name != owner) mentioned[owner].insert(member->name);
      }
    }
  };
  for (const Workload& workload : workloads) {
    if (workload.levels.size() < 2) continue;
    const std::string_view owner = workload.levels.front().name;
    const Facts& facts = workload.levels.back().facts;
    for (const Setting& setting : *facts.get(fact::environment)) {
      look(owner, setting.value.bytes());
    }
    for (const auto& key : {fact::entrypoint, fact::command}) {
      for (const Text& word : facts.get(key)->words) look(owner, word.bytes());
    }
  }
  for (Member& member : project.members) {
    const auto found = mentioned.find(member.name);
    if (found != mentioned.end()) {
      member.mentions.assign(found->second.begin(), found->second.end());
    }
  }
}

void NetworkReader::finish(const std::vector<Workload>& workloads, Project& project) {
  project.open = project.open || foreign_policies_;
  project.makes_more_pods = makes_more_pods_;
  project.policies = std::move(policies_);
  mark_published(project);
  find_mentions(workloads, project);
}

}  // namespace boltseal::kubernetes
