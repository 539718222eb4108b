#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "model/image_pin.h"
#include "model/image_reference.h"

namespace boltseal {

/// Who knows what image names mean today. Behind an interface, so that tests need no network.
/// Implementations may be called from several threads at once.
class Registries {
 public:
  virtual ~Registries() = default;
  /// The digest that engines would pull for a name with a tag, or without one: that of the index
  /// where an image exists for several platforms.
  virtual Result<std::string> digest_of(const ImageReference& image) const = 0;
};

/// Asks for several names, some at a time. `progress` hears how many have been answered, in any
/// thread but never in two at once.
ImageDigests ask_digests(const Registries& registries, std::span<const std::string> names,
                         const std::function<void(std::size_t answered)>& progress);

}  // namespace boltseal
