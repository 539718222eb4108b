#pragma once

#include "sources/source.h"

namespace boltseal {

/// Objects as an API server keeps them, one document each: manifests in which no template engine
/// will fill in anything. No file is ever taken for them.
extern const Source kubernetes_objects_source;

}  // namespace boltseal
