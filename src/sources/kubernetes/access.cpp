#include "sources/kubernetes/access.h"

#include <algorithm>
#include <tuple>

namespace boltseal::kubernetes {
namespace {

using yaml::Node;

void read_rules(const Manifest& manifest, Fields& fields, Inventory& inventory) {
  for (const Node* const rule : fields.mappings(manifest.root, "rules")) {
    Grant grant;
    grant.kind = Grant::Kind::rule;
    grant.name = manifest.title();
    grant.name_space = manifest.name_space;
    grant.site = rule->origin();
    grant.verbs = fields.texts(rule, "verbs");
    grant.resources = fields.texts(rule, "resources");
    // Paths of the API server; they begin with a slash, which no resource does.
    for (Item& path : fields.texts(rule, "nonResourceURLs")) {
      if (path.text.starts_with("/") != Truth::yes) path.text = Text("/*");
      grant.resources.push_back(std::move(path));
    }
    grant.api_groups = fields.texts(rule, "apiGroups");
    grant.resource_names = fields.texts(rule, "resourceNames");
    inventory.grants.push_back(std::move(grant));
  }
}

void read_binding(const Manifest& manifest, Fields& fields, Inventory& inventory) {
  const Node* const reference = fields.mapping(manifest.root, "roleRef");
  const auto role = fields.text(reference, "name");
  if (!role) return;
  Grant grant;
  grant.kind = Grant::Kind::binding;
  grant.name = manifest.title();
  grant.name_space = manifest.name_space;
  grant.site = manifest.site;
  const auto kind = fields.text(reference, "kind");
  grant.role.text = kind ? kind->text : Text("ClusterRole");
  grant.role.text.append(std::string_view("/"));
  grant.role.text.append(role->text);
  grant.role.origin = role->origin;
  for (const Node* const subject : fields.mappings(manifest.root, "subjects")) {
    const auto holder_kind = fields.text(subject, "kind");
    const auto name = fields.text(subject, "name");
    if (!name) continue;
    Item holder;
    holder.text = holder_kind ? holder_kind->text : Text("User");
    holder.text.append(std::string_view("/"));
    if (const auto space = fields.text(subject, "namespace")) {
      holder.text.append(space->text);
      holder.text.append(std::string_view("/"));
    }
    holder.text.append(name->text);
    holder.origin = name->origin;
    grant.holders.push_back(std::move(holder));
  }
  inventory.grants.push_back(std::move(grant));
}

}  // namespace

void read_grants(const Manifest& manifest, Fields& fields, Inventory& inventory) {
  if (manifest.group != "rbac.authorization.k8s.io" &&
      manifest.group != "authorization.openshift.io") {
    return;
  }
  if (manifest.kind == "Role" || manifest.kind == "ClusterRole") {
    read_rules(manifest, fields, inventory);
  } else if (manifest.kind == "RoleBinding" || manifest.kind == "ClusterRoleBinding") {
    read_binding(manifest, fields, inventory);
  }
}

void read_service_account(const Manifest& manifest, Fields& fields,
                          std::vector<ServiceAccount>& accounts) {
  if (manifest.kind != "ServiceAccount" || !manifest.group.empty()) return;
  auto automount = fields.boolean(manifest.root, "automountServiceAccountToken");
  if (automount.is_absent()) return;
  accounts.push_back({manifest.name, manifest.name_space, std::move(automount)});
}

void apply_service_accounts(std::vector<ServiceAccount> accounts,
                            std::vector<Workload>& workloads) {
  if (accounts.empty()) return;
  const auto key = [](const ServiceAccount& account) {
    return std::tie(account.name_space, account.name);
  };
  std::ranges::stable_sort(accounts, {}, key);
  for (Workload& workload : workloads) {
    Level& pod = workload.levels.front();
    if (pod.facts.states(Fact::automount_token)) continue;
    const auto& stated = pod.facts.get(fact::service_account);
    if (stated.is_unknown() || (stated.is_known() && !stated->is_known())) continue;
    const std::string name = stated.is_known() ? stated->bytes() : "default";
    const auto at =
        std::ranges::lower_bound(accounts, std::tie(workload.name_space, name), {}, key);
    if (at == accounts.end() || key(*at) != std::tie(workload.name_space, name)) continue;
    pod.facts.set(fact::automount_token, at->automount);
  }
}

}  // namespace boltseal::kubernetes
