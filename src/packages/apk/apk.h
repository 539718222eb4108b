#pragma once

#include "packages/database.h"

namespace boltseal {

/// The installed database of apk-tools (apk-installed, apk-package(5)): Alpine, Wolfi and others.
extern const PackageDatabase apk_database;

}  // namespace boltseal
