#pragma once

#include <string>
#include <vector>

namespace boltseal {

/// A package as an inventory lists it: installed, or named by a software bill of materials.
struct Package {
  std::string type;  ///< The type of its package URL: "deb", "apk", "rpm", "alpm", "npm" …
  std::string name;
  /// Whole, as its ecosystem writes it: "1:2.3-4" (dpkg), "2:9.1-1.el9" (rpm; no "0:").
  std::string version;
  std::string architecture;    ///< "amd64", "x86_64", "noarch"; empty when it has none.
  std::string source_name;     ///< What it was built from; its own name where nothing else is said.
  std::string source_version;  ///< The same of its version.
  std::string modularity;      ///< "nodejs:18" of a Red Hat module; else empty.
  std::string license;         ///< As the database says it, unverified.
  std::string vendor;  ///< Who made it, as the database says it: dpkg's Maintainer, rpm's Vendor.
  std::vector<std::string>
      depends;       ///< Names of packages of the same inventory, each once, sorted.
  std::string path;  ///< The file that lists it: "var/lib/dpkg/status".

  friend bool operator==(const Package&, const Package&) = default;
};

}  // namespace boltseal
