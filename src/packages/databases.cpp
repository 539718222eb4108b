#include "packages/apk/apk.h"
#include "packages/database.h"
#include "packages/dpkg/dpkg.h"
#include "packages/pacman/pacman.h"
#include "packages/rpm/rpm.h"

namespace boltseal {

std::span<const PackageDatabase* const> all_package_databases() {
  static constexpr const PackageDatabase* table[] = {
      &dpkg_database, &opkg_database, &apk_database, &rpm_database, &pacman_database,
  };
  return table;
}

}  // namespace boltseal
