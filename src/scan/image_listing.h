#pragma once

#include "images/image_set.h"
#include "scan/inventory.h"

namespace boltseal {

/// All images in an archive or a layout under one name, InventoryOptions::image. No platform is
/// chosen.
Result<ImageSet> list_images(const InventoryOptions& options);

}  // namespace boltseal
