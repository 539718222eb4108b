#pragma once

#include <string>

#include "cli/command.h"
#include "images/image_set.h"

namespace boltseal {

/// What an archive or a layout holds under the name that --image asks for, read in a confined
/// worker.
Result<ImageSet> stored_images(const Arguments& arguments, const std::string& path);

/// The one that --platform asks for, alone; all of them without that flag. `name`: for errors.
Result<ImageSet> asked_images(ImageSet set, const Arguments& arguments, const std::string& name);

}  // namespace boltseal
