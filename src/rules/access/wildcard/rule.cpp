#include "rules/rule.h"

#include <algorithm>

namespace boltseal {
namespace {

const Item* star(const Items& items) {
  const auto found = std::find_if(items.begin(), items.end(), [](const Item& item) {
    return item.text.equals("*") == Truth::yes;
  });
  return found == items.end() ? nullptr : &*found;
}

/// Whether a rule reaches the resources of Kubernetes itself. An operator that may do everything
/// with the kinds it has brought along owns them anyway.
bool reaches_built_in(const Items& groups) {
  return std::any_of(groups.begin(), groups.end(), [](const Item& group) {
    const std::string& name = group.text.bytes();
    return group.text.is_known() &&
           (name.find('.') == std::string::npos || name.ends_with(".k8s.io"));
  });
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
  if (only_urls(grant.resources) || !reaches_built_in(grant.api_groups)) return;
  const Item* const verb = star(grant.verbs);
  const Item* const resource = star(grant.resources);
  if (verb == nullptr && resource == nullptr) return;
  if (resource == nullptr && !grant.resource_names.empty()) return;
  const std::string where =
      grant.name_space.empty() ? std::string() : " in namespace " + grant.name_space;
  std::string message = grant.name;
  if (verb != nullptr && resource != nullptr) {
    message += " allows everything" + where;
  } else if (verb != nullptr) {
    message += " allows every verb on " + list(grant.resources) + where;
  } else {
    message += " allows " + list(grant.verbs) + " on every resource" + where +
               ", Secrets included";
  }
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
        "A rule of a Role or ClusterRole names `*` as a verb or as a resource of Kubernetes' own "
        "API groups. Rules limited by `resourceNames`, rules over the API group of an extension, "
        "and the roles that Kubernetes itself creates (`cluster-admin`, `system:…`) are left "
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
