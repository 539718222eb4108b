#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/build.h"
#include "model/image.h"
#include "sources/shell/shell.h"
#include "sources/source.h"

namespace boltseal::dockerfile {

/// What `docker build` is told beside the file.
struct BuildOptions {
  std::string target;  ///< `--target`: a stage's name (in any case) or index; empty: the last.
  Settings arguments;  ///< `--build-arg`; their origins become steps behind what they decide.
};

/// The shell texts of RUN, for those who look further into them.
struct RunScripts {
  std::vector<Document> texts;
  std::vector<shell::WrittenFile> written;  ///< Files that they write with heredocs and the like.
};

/// One Dockerfile as BuildKit's frontend reads it (docs.docker.com, "Dockerfile reference"). What
/// cannot be read is added to `errors`, each with its place, and the rest is still read. The build
/// has no stages when the file has no FROM. A target that no stage bears is an error, and the last
/// stage is taken. `scripts`, when given, receives what RUN runs.
Build read_build(const Document& document, const BuildOptions& options, std::vector<Error>& errors,
                 RunScripts* scripts = nullptr);

/// The images from outside that the build's stages start from or copy from. COPY --from and
/// RUN --mount=from= that name a stage are not among them.
std::vector<Image> images_of(const Build& build);

/// The image as a container of it would run, for a build that no workload is known to use.
Workload workload_of(const Build& build);

}  // namespace boltseal::dockerfile
