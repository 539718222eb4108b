#pragma once

#include "model/pod.h"
#include "sources/kubernetes/fields.h"
#include "sources/kubernetes/pod.h"

namespace boltseal::kubernetes {

/// What a pod states of the fields that the Pod Security Standards look at, as the API server
/// decodes it: null is absent, an entry that is null has no fields. Says nothing about what is
/// wrong, because read_pod() does. `fields` is only the budget.
boltseal::Pod read_pod_fields(const PodTemplate& pod, Fields& fields);

}  // namespace boltseal::kubernetes
