#pragma once

#include "packages/database.h"

namespace boltseal {

/// pacman's local database, one folder for each package: Arch Linux and what is derived from it.
extern const PackageDatabase pacman_database;

}  // namespace boltseal
