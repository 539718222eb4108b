#pragma once

#include "packages/database.h"

namespace boltseal {

/// dpkg's status file (deb-status, dpkg(1)) of Debian and what is derived from it, and the one file
/// for each package that images without a package manager have (distroless).
extern const PackageDatabase dpkg_database;

/// opkg's status file (OpenWrt, Yocto), which has the form of dpkg's.
extern const PackageDatabase opkg_database;

}  // namespace boltseal
