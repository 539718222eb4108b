#pragma once

#include "model/image_reference.h"
#include "model/subject.h"

namespace boltseal {

/// The level that an image itself declares, from a table of widely used images whose configuration
/// is published (known_images.cpp). An image that is not in the table gives an open level: what it
/// declares is unknown. `site` is where the image is named.
Level level_of_image(const ImageReference& image, const Origin& site);

}  // namespace boltseal
