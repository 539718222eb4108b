#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace boltseal {

/// One step of the build of an image, as its configuration remembers it.
struct HistoryStep {
  std::string created;     ///< RFC 3339
  std::string created_by;  ///< The instruction, in the words of who built it.
  bool is_empty = false;   ///< It made no layer.
};

/// What an image says of itself (OCI image specification, "Image Configuration"; Docker's has the
/// same form and `healthcheck` besides).
struct ImageConfig {
  std::string architecture, os, variant, created;
  std::string user, working_folder;
  std::vector<std::string> environment;  ///< "NAME=value"
  std::vector<std::string> entrypoint, command;
  std::vector<std::string> exposed_ports;  ///< "8080/tcp"
  std::vector<std::string> volumes;
  std::optional<std::vector<std::string>> health_check;  ///< "NONE", or "CMD-SHELL" and a command.
  std::map<std::string, std::string> labels;
  std::vector<std::string> diff_ids;
  std::vector<HistoryStep> history;

  /// The step that made a layer; null when the history does not tell.
  const HistoryStep* step_of(std::size_t layer) const;
  /// How many layers seem to be of the image that this one was built from, as the history tells it:
  /// the steps of an image nearly always end with its CMD. 0 when nothing can be told.
  std::size_t base_layers() const;
};

Result<ImageConfig> read_image_config(std::string_view text);

/// An image in `docker save`'s manifest.json.
struct SavedImage {
  std::string config;
  std::vector<std::string> tags, layers;
};

Result<std::vector<SavedImage>> read_saved_images(std::string_view text);

}  // namespace boltseal
