#pragma once

#include "packages/database.h"

namespace boltseal {

/// The package database of rpm in each of its formats, and the list that Azure Linux's images
/// without a package manager have instead.
extern const PackageDatabase rpm_database;

}  // namespace boltseal
