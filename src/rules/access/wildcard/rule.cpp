#include "rules/rule.h"

#include <algorithm>
#include <array>

namespace boltseal {
namespace {

const Item* star(const Items& items) {
  const auto found = std::find_if(items.begin(), items.end(), [](const Item& item) {
    return item.text.equals("*") == Truth::yes;
  });
  return found == items.end() ? nullptr : &*found;
}

// API groups of Kubernetes itself whose objects decide what runs, who may do what and what is
// secret. Everything in another group (an operator's own kinds, metrics, events, leases) is not
// the cluster.
constexpr std::array<std::string_view, 15> groups = {"",
                                                     "*",
                                                     "admissionregistration.k8s.io",
                                                     "apiextensions.k8s.io",
                                                     "apiregistration.k8s.io",
                                                     "apps",
                                                     "authentication.k8s.io",
                                                     "authorization.k8s.io",
                                                     "batch",
                                                     "certificates.k8s.io",
                                                     "extensions",
                                                     "networking.k8s.io",
                                                     "policy",
                                                     "rbac.authorization.k8s.io",
                                                     "storage.k8s.io"};

bool is_own(const Item& group) {
  return std::any_of(groups.begin(), groups.end(),
                     [&](std::string_view own) { return group.text.equals(own) == Truth::yes; });
}

/// "of every API group", "of the core group and apps"
std::string groups_of(const Items& items) {
  if (star(items) != nullptr) return "of every API group";
  std::string text;
  for (const Item& item : items) {
    if (!is_own(item)) continue;
    text += text.empty() ? "of " : " and ";
    text += item.text.empty() ? std::string("the core group") : item.text.bytes();
  }
  return text;
}

bool only_urls(const Items& resources) {
  return std::all_of(resources.begin(), resources.end(), [](const Item& resource) {
    return resource.text.starts_with("/") == Truth::yes;
  });
}

std::string list(const Items& items) {
  std::string text;
  for (std::size_t at = 0; at < items.size() && at < 4; ++at) {
    if (at > 0) text += ", ";
    text += items[at].text.bytes();
  }
  if (items.size() > 4) text += " and " + std::to_string(items.size() - 4) + " more";
  return text;
}

void check(const Grant& grant, Findings& findings) {
  if (grant.kind != Grant::Kind::rule) return;
  // Kubernetes' own roles, which it creates and mends itself.
  if (grant.name.find("/system:") != std::string::npos || grant.name == "ClusterRole/cluster-admin")
    return;
  if (only_urls(grant.resources)) return;
  if (std::none_of(grant.api_groups.begin(), grant.api_groups.end(), is_own)) return;
  const Item* const verb = star(grant.verbs);
  const Item* const resource = star(grant.resources);
  if (verb == nullptr && resource == nullptr) return;
  if (resource == nullptr && !grant.resource_names.empty()) return;
  const std::string where =
      grant.name_space.empty() ? std::string() : " in namespace " + grant.name_space;
  std::string message = grant.name + " allows ";
  message += verb != nullptr ? "every verb on " : list(grant.verbs) + " on ";
  message +=
      resource != nullptr ? "every resource " + groups_of(grant.api_groups) : list(grant.resources);
  message += where;
  if (resource != nullptr) {
    findings.add(resource->origin, "resources", std::move(message));
  } else {
    findings.add(verb->origin, "verbs", std::move(message));
  }
}

}  // namespace

extern const Rule access_wildcard{
    .summary = "Role with a wildcard",
    .what =
        "A rule of a Role or ClusterRole names `*` as a verb or as a resource of those API groups "
        "of Kubernetes that decide what runs, who may do what and what is secret. Rules limited by "
        "`resourceNames`, rules over other groups (an operator's own kinds, metrics, events), and "
        "the roles that Kubernetes itself creates (`cluster-admin`, `system:…`) are left "
        "alone.",
    .why =
        "A wildcard grants what exists today and everything that is added later: with all verbs "
        "come `escalate`, `bind` and `impersonate`, with all resources come Secrets. A workload "
        "that is taken over uses its account to read credentials or to start a privileged pod, "
        "and owns the cluster.",
    .remedy =
        "List the verbs and resources that the program really uses; `kubectl auth can-i --list` "
        "and the audit log show them.",
    .severity = Severity::high,
    .profile = Profile::standard,
    .references = {"CIS Kubernetes 1.8.0 5.1.3", "NIST SP 800-190 4.3.1",
                   "https://kubernetes.io/docs/concepts/security/rbac-good-practices/"},
    .grant = check,
};

}  // namespace boltseal
