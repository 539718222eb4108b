#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/finding.h"

namespace boltseal {

/// An installed package with known vulnerabilities that an update mends.
struct OutdatedPackage {
  std::string name;              ///< The source package, where a distribution speaks of those.
  std::string version, fixed;    ///< From, to.
  std::vector<std::string> ids;  ///< What the update mends, the worst first.
  Severity worst = Severity::medium;
  std::string exploited;  ///< One of `ids` that is known to be exploited; empty: none is.
};

/// A system and what its packages are known for.
struct SystemPackages {
  std::string system;  ///< "Debian GNU/Linux 12 (bookworm)"
  std::string ended;   ///< The day its security updates ended; empty while they come.
  std::vector<OutdatedPackage> outdated;
};

}  // namespace boltseal
