#include "check/built_images.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "model/known_images.h"

namespace boltseal {
namespace {

// More builds of one name than any project has; what comes after is not looked at.
constexpr std::size_t most_of_one_name = 20;
// How far above a script the place may be from which it is started.
constexpr int most_outer_folders = 32;

// "api" of "$REGISTRY/shop/api"; empty when a part of it is not known.
std::string last_part(const ImageReference& image) {
  const Text& repository = image.repository;
  const std::size_t slash = repository.rfind('/');
  const Text last = slash == std::string::npos ? repository : repository.substr(slash + 1);
  return last.is_known() ? last.bytes() : std::string();
}

Text full_name(const ImageReference& image) {
  Text name = image.registry;
  if (!name.empty()) name.append(std::string_view("/"));
  name.append(image.repository);
  return name;
}

std::string_view known_suffix(const Text& text) {
  std::size_t at = text.bytes().size();
  while (at > 0 && text.is_known_at(at - 1)) --at;
  return std::string_view(text.bytes()).substr(at);
}

// Whether what is known of two names agrees at both ends.
bool may_be_the_same(const Text& a, const Text& b) {
  if (a.is_known() && b.is_known()) return a == b;
  const auto agree = [](std::string_view x, std::string_view y, bool at_end) {
    const std::size_t common = std::min(x.size(), y.size());
    return at_end ? x.substr(x.size() - common) == y.substr(y.size() - common)
                  : x.substr(0, common) == y.substr(0, common);
  };
  return agree(a.known_prefix(), b.known_prefix(), false) &&
         agree(known_suffix(a), known_suffix(b), true);
}

// An argument that two builds of one image give different values is not known.
void merge_arguments(Settings& into, const Settings& other) {
  const auto find = [](const Settings& list, const Setting& setting) {
    return std::ranges::find(list, setting.name, &Setting::name);
  };
  for (Setting& setting : into) {
    const auto same = find(other, setting);
    if (same == other.end() || same->value != setting.value) {
      setting.value = Text::unknown(setting.value.bytes());
    }
  }
  for (const Setting& setting : other) {
    if (find(into, setting) != into.end()) continue;
    into.push_back(setting);
    into.back().value = Text::unknown(setting.value.bytes());
  }
}

// Where a build's Dockerfile is; nothing when that is not sure.
std::optional<std::string> dockerfile_of(const ImageBuild& build,
                                         const std::set<std::string>& dockerfiles,
                                         const Files& files) {
  const std::string& written = build.request.dockerfile;
  if (written.empty()) return std::nullopt;
  if (build.folder_is_sure) {
    std::string path = resolve(build.folder, written);
    if (dockerfiles.contains(path) || files.exists(path)) return path;
    return std::nullopt;
  }
  std::optional<std::string> only;
  std::string folder = build.folder;
  for (int depth = 0; depth < most_outer_folders; ++depth) {
    std::string path = resolve(folder, written);
    if (dockerfiles.contains(path) && path != only) {
      if (only) return std::nullopt;
      only = std::move(path);
    }
    std::string outer = resolve(folder, "..");
    if (outer == folder) break;
    folder = std::move(outer);
  }
  return only;
}

}  // namespace

void BuiltImages::add(const std::vector<ImageBuild>& builds,
                      const std::set<std::string>& dockerfiles, const Files& files) {
  for (const ImageBuild& build : builds) {
    const std::string last = last_part(build.name);
    if (last.empty()) continue;
    std::optional<std::string> dockerfile = dockerfile_of(build, dockerfiles, files);
    std::vector<Built>& same_name = by_last_part_[last];
    if (same_name.size() >= most_of_one_name) continue;
    BuildRequest request = build.request;
    // A build that cannot be found still counts: another one of that name is not the only one.
    request.dockerfile = dockerfile.value_or("");
    const auto known = std::ranges::find_if(same_name, [&](const Built& other) {
      return other.request.dockerfile == request.dockerfile &&
             other.request.target == request.target;
    });
    if (known == same_name.end()) {
      same_name.push_back({{build.name}, std::move(request)});
      continue;
    }
    merge_arguments(known->request.arguments, request.arguments);
    if (known->names.size() < most_of_one_name &&
        std::ranges::find(known->names, build.name) == known->names.end()) {
      known->names.push_back(build.name);
    }
  }
}

const BuildRequest* BuiltImages::find(const ImageReference& image) const {
  const auto found = by_last_part_.find(last_part(image));
  if (found == by_last_part_.end()) return nullptr;
  const std::vector<Built>& builds = found->second;
  const Text wanted = full_name(image);

  // By the whole name; of several builds with it, the one with the same tag.
  std::vector<const Built*> exact, tagged;
  for (const Built& built : builds) {
    bool same = false, same_tag = false;
    for (const ImageReference& name : built.names) {
      if (!wanted.is_known() || full_name(name) != wanted) continue;
      same = true;
      same_tag = same_tag || (name.tag == image.tag && name.tag.is_known());
    }
    if (same) exact.push_back(&built);
    if (same_tag) tagged.push_back(&built);
  }
  if (exact.size() > 1) exact = tagged;
  // The names of widely used images are what others publish, whatever is built here.
  const bool is_published = !level_of_image(image, {}).open;
  const Built* only = exact.size() == 1 ? exact.front() : nullptr;
  if (exact.empty() && builds.size() == 1) {
    const bool is_short = wanted.is_known() && wanted.bytes().starts_with("docker.io/library/");
    const bool agrees = std::ranges::any_of(builds.front().names, [&](const ImageReference& name) {
      return may_be_the_same(full_name(name), wanted);
    });
    if (agrees && !is_short) only = &builds.front();
  }
  if (only == nullptr || is_published || only->request.dockerfile.empty()) return nullptr;
  return &only->request;
}

}  // namespace boltseal
