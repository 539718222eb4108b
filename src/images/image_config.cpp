#include "images/image_config.h"

#include <algorithm>

#include "base/json.h"
#include "images/image_manifest.h"

namespace boltseal {
namespace {

constexpr std::size_t most_items = 10'000;

const json& member(const json& object, const char* key) {
  static const json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

std::vector<std::string> texts(const json& array) {
  std::vector<std::string> all;
  if (!array.is_array()) return all;
  for (const json& item : array) {
    if (item.is_string() && all.size() < most_items) all.push_back(item.get<std::string>());
  }
  return all;
}

std::vector<std::string> keys(const json& object) {
  std::vector<std::string> all;
  if (!object.is_object()) return all;
  for (const auto& [key, value] : object.items()) {
    if (all.size() < most_items) all.push_back(key);
  }
  return all;
}

bool is_true(const json& value) { return value.is_boolean() && value.get<bool>(); }

}  // namespace

const HistoryStep* ImageConfig::step_of(std::size_t layer) const {
  std::size_t with_layer = 0;
  for (const HistoryStep& step : history) with_layer += step.is_empty ? 0 : 1;
  if (with_layer != diff_ids.size()) return nullptr;
  for (const HistoryStep& step : history) {
    if (step.is_empty) continue;
    if (layer-- == 0) return &step;
  }
  return nullptr;
}

std::size_t ImageConfig::base_layers() const {
  const auto is_command = [](const HistoryStep& step) {
    return step.is_empty && step.created_by.find("CMD [") != std::string::npos;
  };
  // The CMD that ends this image's own steps says nothing; the one before its last layer does.
  std::size_t last_layer = history.size();
  while (last_layer > 0 && history[last_layer - 1].is_empty) --last_layer;
  for (std::size_t i = last_layer; i > 0; --i) {
    if (!is_command(history[i - 1])) continue;
    return static_cast<std::size_t>(
        std::count_if(history.begin(), history.begin() + static_cast<std::ptrdiff_t>(i),
                      [](const HistoryStep& step) { return !step.is_empty; }));
  }
  return 0;
}

Result<ImageConfig> read_image_config(std::string_view text) {
  const json root = parse_json(text);
  if (!root.is_object()) return fail("is no image configuration");
  ImageConfig read;
  read.architecture = text_in(root, "architecture");
  read.os = text_in(root, "os");
  read.variant = text_in(root, "variant");
  read.created = text_in(root, "created");
  const json& config = member(root, "config");
  read.user = text_in(config, "User");
  read.working_folder = text_in(config, "WorkingDir");
  read.environment = texts(member(config, "Env"));
  read.entrypoint = texts(member(config, "Entrypoint"));
  read.command = texts(member(config, "Cmd"));
  read.exposed_ports = keys(member(config, "ExposedPorts"));
  read.volumes = keys(member(config, "Volumes"));
  const json& health = member(config, "Healthcheck");
  if (health.is_object()) read.health_check = texts(member(health, "Test"));
  const json& labels = member(config, "Labels");
  for (const std::string& key : keys(labels)) read.labels[key] = text_in(labels, key.c_str());
  read.diff_ids = texts(member(member(root, "rootfs"), "diff_ids"));
  const json& history = member(root, "history");
  if (history.is_array()) {
    for (const json& step : history) {
      if (read.history.size() == most_items) break;
      read.history.push_back({text_in(step, "created"), text_in(step, "created_by"),
                              is_true(member(step, "empty_layer"))});
    }
  }
  if (read.diff_ids.size() > most_layers) return fail("names more than 512 layers");
  return read;
}

Result<std::vector<SavedImage>> read_saved_images(std::string_view text) {
  const json root = parse_json(text);
  if (!root.is_array()) return fail("is no manifest.json of docker save");
  std::vector<SavedImage> images;
  for (const json& item : root) {
    if (images.size() == most_items) break;
    images.push_back(
        {text_in(item, "Config"), texts(member(item, "RepoTags")), texts(member(item, "Layers"))});
    if (images.back().layers.size() > most_layers) return fail("names more than 512 layers");
  }
  return images;
}

}  // namespace boltseal
