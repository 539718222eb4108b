#pragma once

#include <vector>

#include "sources/kubernetes/manifest.h"
#include "sources/kubernetes/pod.h"

namespace boltseal::kubernetes {

/// The pods that an object makes: those of Kubernetes' own kinds and of well-known extensions
/// where their kind keeps them; in any other kind, wherever a template with containers stands.
std::vector<PodTemplate> pod_templates(const Manifest& manifest, Fields& fields);

}  // namespace boltseal::kubernetes
