#pragma once

#include "model/inventory.h"
#include "sources/kubernetes/manifest.h"

namespace boltseal::kubernetes {

/// Adds what Role, ClusterRole, RoleBinding and ClusterRoleBinding grant; passes over others.
void read_grants(const Manifest& manifest, Fields& fields, Inventory& inventory);

/// A ServiceAccount that says whether its pods get its token.
struct ServiceAccount {
  std::string name, name_space;
  Value<bool> automount;
};
void read_service_account(const Manifest& manifest, Fields& fields,
                          std::vector<ServiceAccount>& accounts);

/// Gives the pods that do not decide about the token themselves what their ServiceAccount says
/// (kubernetes.io, "Opt out of API credential automounting").
void apply_service_accounts(std::vector<ServiceAccount> accounts, std::vector<Workload>& workloads);

}  // namespace boltseal::kubernetes
