#include "images/image_manifest.h"

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"

namespace boltseal {
namespace {

// An index of every platform and attestation that exists has fewer.
constexpr std::size_t most_manifests = 1024;

// Registries and builders of old gave the last two.
constexpr std::array<std::string_view, 5> config_types = {
    "application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json",
    "", "application/octet-stream", "text/html"};

const json* member(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

Result<Descriptor> read_descriptor(const json& value) {
  Descriptor descriptor{text_in(value, "mediaType"), text_in(value, "digest"), 0, {}};
  // Docker's "foreign" and OCI's "nondistributable" layers, as those of Windows.
  descriptor.is_foreign = descriptor.media_type.find(".foreign.") != std::string::npos ||
                          descriptor.media_type.find(".nondistributable.") != std::string::npos;
  if (!is_digest(descriptor.digest)) {
    return fail("names a part by \"" + sanitize(descriptor.digest.substr(0, 80)) +
                "\", which is no digest that can be verified");
  }
  const json* const size = member(value, "size");
  if (size == nullptr || !size->is_number_unsigned()) {
    return fail("does not say how large " + descriptor.digest + " is");
  }
  descriptor.size = size->get<std::uint64_t>();
  if (const json* const platform = member(value, "platform")) {
    descriptor.platform =
        ImagePlatform{text_in(*platform, "os"), text_in(*platform, "architecture"),
                      text_in(*platform, "variant")};
  }
  if (const json* const notes = member(value, "annotations")) {
    // What containerd writes holds the whole name, OCI's own often the tag alone.
    descriptor.reference = text_in(*notes, "io.containerd.image.name");
    if (descriptor.reference.empty()) {
      descriptor.reference = text_in(*notes, "org.opencontainers.image.ref.name");
    }
  }
  return descriptor;
}

Result<std::vector<Descriptor>> read_descriptors(const json* list, std::size_t most,
                                                 std::string_view noun) {
  if (list == nullptr || !list->is_array()) {
    return fail("has no list of " + std::string(noun) + "s");
  }
  if (list->size() > most) {
    return fail("has " + counted(list->size(), noun) + ", more than " + std::to_string(most));
  }
  std::vector<Descriptor> all;
  for (const json& value : *list) {
    Result<Descriptor> descriptor = read_descriptor(value);
    if (!descriptor) return std::unexpected(descriptor.error());
    all.push_back(std::move(*descriptor));
  }
  return all;
}

}  // namespace

bool is_index_type(std::string_view media_type) {
  return media_type == "application/vnd.oci.image.index.v1+json" ||
         media_type == "application/vnd.docker.distribution.manifest.list.v2+json";
}

Result<ImageManifest> read_image_manifest(std::string_view body) {
  const json manifest = parse_json(body);
  const json* const config = member(manifest, "config");
  if (config == nullptr) return fail("is no manifest of an image: it names no configuration");
  Result<Descriptor> described = read_descriptor(*config);
  if (!described) return std::unexpected(described.error());
  if (std::ranges::count(config_types, std::string_view(described->media_type)) == 0) {
    return fail("is no container image but \"" + sanitize(described->media_type.substr(0, 100)) +
                "\"");
  }
  auto layers = read_descriptors(member(manifest, "layers"), most_layers, "layer");
  if (!layers) return std::unexpected(layers.error());
  return ImageManifest{std::move(*described), std::move(*layers)};
}

Result<std::vector<Descriptor>> read_image_index(std::string_view body) {
  const json index = parse_json(body);
  return read_descriptors(member(index, "manifests"), most_manifests, "manifest");
}

Result<Descriptor> choose_manifest(const std::vector<Descriptor>& manifests,
                                   const ImagePlatform& platform) {
  if (manifests.size() == 1 && !manifests[0].platform) return manifests[0];
  std::vector<ImagePlatform> offered;
  std::vector<std::string> names;
  for (const Descriptor& manifest : manifests) {
    offered.push_back(manifest.platform.value_or(ImagePlatform{}));
    // Attestations are for no platform at all.
    if (offered.back().os.empty() || offered.back().os == "unknown") continue;
    names.push_back(shown(offered.back()));
  }
  if (const auto best = choose_platform(offered, platform)) return manifests[*best];
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  if (names.size() > 20) names.resize(20);
  return fail("has no image for " + shown(platform), {}, {},
              names.empty() ? std::string() : "--platform with one of: " + join(names, ", "));
}

}  // namespace boltseal
