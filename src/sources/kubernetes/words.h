#pragma once

#include <optional>

#include "model/project.h"
#include "sources/kubernetes/manifest.h"
#include "sources/kubernetes/pod.h"

namespace boltseal::kubernetes {

// What is of the wrong type says nothing here: whoever reads the pod reports it. Walks are bounded
// by the parser (Node::walk_size).

/// The words of a pod's containers that may be host names, what else it takes words from, and why
/// it may know of more, into `member`.
void read_words(const PodTemplate& pod, Member& member);

/// The words of an object that is no workload; nothing for kinds that lead to nobody.
std::optional<Mentioner> read_mentioner(const Manifest& manifest);

}  // namespace boltseal::kubernetes
