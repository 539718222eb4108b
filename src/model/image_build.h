#pragma once

#include <string>

#include "model/subject.h"

namespace boltseal {

/// An image that something in the tree builds, and the name that it gets: `docker build -t`, a step
/// of a pipeline, Compose's `build:` with `image:`, a Skaffold artifact.
struct ImageBuild {
  ImageReference name;
  BuildRequest request;  ///< Its Dockerfile is relative to `folder`; empty: not known.
  std::string folder;    ///< As Files knows it.
  /// A script may be started in any folder above its own: then `folder` is the innermost of those
  /// that are possible.
  bool folder_is_sure = false;
};

}  // namespace boltseal
