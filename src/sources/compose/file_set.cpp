#include "sources/compose/file_set.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace boltseal::compose {
namespace {

// In the order in which `docker compose` looks for them (compose-go, DefaultFileNames).
constexpr std::array<std::string_view, 4> base_names = {
    "compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"};
constexpr std::array<std::string_view, 4> override_names = {
    "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml",
    "docker-compose.override.yaml"};

template <std::size_t N>
std::string first_beside(std::string_view path, const Files& files,
                         const std::array<std::string_view, N>& names) {
  const std::string directory = directory_of(path);
  const bool bare = path.find('/') == std::string_view::npos;
  for (const std::string_view name : names) {
    std::string candidate = bare ? std::string(name) : directory + "/" + std::string(name);
    if (files.exists(candidate)) return candidate;
  }
  return {};
}

}  // namespace

FileRole role_of(std::string_view path) {
  const std::string name = to_lower(base_name(path));
  if (std::find(base_names.begin(), base_names.end(), name) != base_names.end()) {
    return {FileRole::Kind::base};
  }
  if (std::find(override_names.begin(), override_names.end(), name) != override_names.end()) {
    return {FileRole::Kind::override_file};
  }
  std::string_view stem = name;
  if (stem.ends_with(".yaml")) {
    stem.remove_suffix(5);
  } else if (stem.ends_with(".yml")) {
    stem.remove_suffix(4);
  } else {
    return {};
  }
  const bool variant = stem.starts_with("docker-compose.") || stem.starts_with("docker-compose-") ||
                       stem.starts_with("docker-compose_") || stem.starts_with("compose.") ||
                       stem.ends_with(".compose") || stem.ends_with("docker-compose") ||
                       stem == "docker-stack" || stem == "podman-compose";
  return {variant ? FileRole::Kind::variant : FileRole::Kind::none};
}

std::string base_beside(std::string_view path, const Files& files) {
  return first_beside(path, files, base_names);
}

std::string override_beside(std::string_view path, const Files& files) {
  return first_beside(path, files, override_names);
}

bool looks_like_compose(std::string_view text) {
  constexpr std::size_t looked_at = 64 << 10;
  text = text.substr(0, looked_at);
  bool inside = false;
  std::size_t member_indent = 0;
  std::size_t key_indent = 0;
  bool found = false;
  while (!text.empty()) {
    const std::size_t feed = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, feed);
    text.remove_prefix(std::min(feed + 1, text.size()));
    const std::string_view content = trim(line);
    if (content.empty() || content.front() == '#') continue;
    const std::size_t indent = static_cast<std::size_t>(content.data() - line.data());
    if (indent == 0) {
      // What belongs to another format may hold "services" as well.
      if (content.starts_with("apiVersion:") || content.starts_with("kind:") ||
          content.starts_with("AWSTemplateFormatVersion")) {
        return false;
      }
      inside = content == "services:" || content.starts_with("services: #") ||
               content.starts_with("services: &");
      member_indent = key_indent = 0;
      continue;
    }
    if (!inside || found) continue;
    if (member_indent == 0) member_indent = indent;
    if (content.front() == '-' && indent == member_indent) inside = false;
    if (indent <= member_indent) {
      key_indent = 0;
      continue;
    }
    if (key_indent == 0) key_indent = indent;
    if (indent != key_indent) continue;
    found = content.starts_with("image:") || content.starts_with("build:") ||
            content.starts_with("container_name:");
  }
  return found;
}

}  // namespace boltseal::compose
