#pragma once

#include "model/project.h"

namespace boltseal {

/// Adds what one file of manifests of Kubernetes holds to those of all: together they are one
/// project. The name stays.
void join_manifests(Project& all, Project part);

}  // namespace boltseal
