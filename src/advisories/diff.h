#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "advisories/lookup_file.h"

namespace boltseal {

enum class DiffKind : std::uint8_t { came, went, changed };
std::string_view name_of(DiffKind kind);

/// What became of one vulnerability in one package. Views into the files.
struct PackageChange {
  DiffKind kind = DiffKind::came;
  std::string_view ecosystem, package, vulnerability;
  std::string before, after;  ///< What the files say, for people: "fixed in 1.2.3".
};

/// What became of a vulnerability as such. EPSS does not count: it changes for most of them every
/// day.
struct VulnerabilityChange {
  DiffKind kind = DiffKind::came;
  std::string_view id;
  std::string before,
      after;  ///< Of what changed: "high", "known to be exploited since 2026-08-21".
};

struct LookupDiff {
  std::vector<PackageChange> packages;               ///< By kind, ecosystem, package and id.
  std::vector<VulnerabilityChange> vulnerabilities;  ///< By kind and id.
  std::vector<std::string> new_ecosystems, gone_ecosystems;
  /// Packages of which nothing was known before, or nothing is any more.
  std::size_t new_packages = 0, gone_packages = 0;
};

/// What came, went and changed from one file to another. The files have to outlive it.
LookupDiff diff_of(const LookupFile& before, const LookupFile& after);

}  // namespace boltseal
