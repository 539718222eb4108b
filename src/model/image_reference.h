#pragma once

#include <string>
#include <string_view>

#include "model/value.h"

namespace boltseal {

/// An image name as the engines read it (distribution/reference):
/// [registry/]repository[:tag][@digest]. Any part may be unknown on its own: in `$REG/app:1.2` the
/// tag is known.
struct ImageReference {
  Text written;     ///< The whole, as given.
  Text registry;    ///< "docker.io" when the name has none.
  Text repository;  ///< "library/debian" for docker.io's short names.
  Text tag;         ///< Empty when absent.
  Text digest;      ///< "sha256:…"; empty when absent.

  /// `scratch` in FROM: the empty image, which has no registry.
  bool is_scratch() const { return written.bytes() == "scratch"; }
  friend bool operator==(const ImageReference&, const ImageReference&) = default;
};

/// Splits a name at its known separators. Never fails: an invalid name keeps its text.
ImageReference parse_image_reference(const Text& written);

/// "library/debian" for docker.io under any of its names, "gcr.io/distroless/static" for others;
/// empty when it is not known. Tables of images go by it.
std::string published_name(const ImageReference& image);

}  // namespace boltseal
