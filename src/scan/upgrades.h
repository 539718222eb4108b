#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "scan/scan.h"

namespace boltseal {

/// The version that mends all that can be mended, among matches of one package; empty when none
/// can.
std::string newest_fix(const Package& package, std::span<const VulnerabilityMatch> matches);

/// What bringing one source package to one version mends.
struct Upgrade {
  std::string package;             ///< What is upgraded: the source package of several binaries.
  std::string version, fixed;      ///< From, to.
  std::vector<std::string> names;  ///< The packages that are installed, sorted.
  std::vector<const VulnerabilityMatch*> mends;
  std::size_t vulnerabilities = 0;  ///< Different ids among `mends`.
};
/// Those that mend most first.
std::vector<Upgrade> upgrades_of(const ScanResult& result);

}  // namespace boltseal
