#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "engines/kubernetes/api.h"

// What an API server does while nobody answers its webhooks: their failurePolicy. Unlocked (Ignore)
// it keeps what it is given, locked (Fail) it refuses.

namespace boltseal {

/// How many replicas of the gate are ready.
/// @param name_space where its Deployment `boltseal-gate` is
Result<std::int64_t> ready_replicas(const KubernetesApi& api, const std::string& name_space);

/// Locks those webhooks of a ValidatingWebhookConfiguration that refuse. The others stay as they
/// are: where people are only warned, a gate that is down refuses nothing either.
/// @return how many were changed
Result<int> lock_webhooks(const KubernetesApi& api, const std::string& name);

/// Unlocks all webhooks of the ValidatingWebhookConfiguration and the MutatingWebhookConfiguration
/// of that name. Takes no answer of the gate: an API server never asks webhooks about webhooks.
/// @return how many were changed
Result<int> unlock_webhooks(const KubernetesApi& api, const std::string& name);

}  // namespace boltseal
