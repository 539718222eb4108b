#include "model/image_reference.h"

namespace boltseal {
namespace {

// The first component is a registry when it has a dot or a colon, or is "localhost"
// (distribution/reference, splitDockerDomain); an unknown component before a slash may be either,
// and
// `$REGISTRY/app` is how people write registries.
bool is_registry(const Text& first) {
  return !first.is_known() || first.find('.') != std::string::npos ||
         first.find(':') != std::string::npos || first.bytes() == "localhost";
}

}  // namespace

ImageReference parse_image_reference(const Text& written) {
  ImageReference reference;
  reference.written = written;
  Text name = written;
  if (const std::size_t at = name.find('@'); at != std::string::npos) {
    reference.digest = name.substr(at + 1);
    name = name.substr(0, at);
  }
  const std::size_t slash = name.rfind('/');
  const std::size_t colon = name.rfind(':');
  if (colon != std::string::npos && (slash == std::string::npos || colon > slash)) {
    reference.tag = name.substr(colon + 1);
    name = name.substr(0, colon);
  }
  const std::size_t first_slash = name.find('/');
  if (first_slash != std::string::npos && is_registry(name.substr(0, first_slash))) {
    reference.registry = name.substr(0, first_slash);
    reference.repository = name.substr(first_slash + 1);
    return reference;
  }
  // A name that begins with an unknown part may bring a registry of its own: `${PREFIX}app`,
  // `$IMAGE`.
  reference.registry = name.is_known_at(0) ? Text("docker.io") : Text::unknown("?");
  if (first_slash == std::string::npos && name.is_known_at(0))
    reference.repository = Text("library/");
  reference.repository.append(name);
  return reference;
}

std::string published_name(const ImageReference& image) {
  if (!image.registry.is_known() || !image.repository.is_known()) return {};
  const std::string& registry = image.registry.bytes();
  const bool is_hub = registry == "docker.io" || registry == "index.docker.io" ||
                      registry == "registry-1.docker.io";
  return is_hub ? image.repository.bytes() : registry + "/" + image.repository.bytes();
}

}  // namespace boltseal
