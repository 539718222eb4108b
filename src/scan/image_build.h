#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "images/image_config.h"

namespace boltseal {

/// How a finished image was built, told as a Dockerfile, so that the rules for those can judge it.
struct ToldBuild {
  std::string text;
  /// What stands where: each part goes to the begin of the next one.
  struct Part {
    std::uint32_t begin = 0;          ///< In `text`.
    std::optional<std::size_t> step;  ///< Index into ImageConfig::history; none: the configuration.
  };
  std::vector<Part> parts;

  std::optional<std::size_t> step_at(std::uint32_t offset) const;
};

/// From the history come the steps (RUN, COPY, ADD, ARG, ENV) as `docker build`, BuildKit, buildah
/// and kaniko remember them, what others write there is left out; from the configuration comes all
/// that has one value in the end (USER, EXPOSE, HEALTHCHECK, ENTRYPOINT …). What the history does
/// not tell is not there: the image that it starts from, flags, whole heredocs.
ToldBuild tell_build(const ImageConfig& config);

}  // namespace boltseal
