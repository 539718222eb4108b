#pragma once

#include "base/json.h"
#include "engines/kubernetes/kinds.h"
#include "engines/kubernetes/owners.h"

namespace boltseal {

/// Whether anything is read from an item of a list: of volumes from those that are folders of hosts
/// or of NFS and in use, of service accounts from those that speak of their token.
bool is_of_interest(const json& item, const KubernetesKind& kind);

/// An item of a list as `kubectl get KIND NAME -o json` prints it, so that lines are those that
/// people see there: keys in order, without what says who wrote which field. Of what changes by
/// itself (status) only a Node's is kept.
OwnedObject read_object(json item, const KubernetesKind& kind, std::string_view version);

}  // namespace boltseal
