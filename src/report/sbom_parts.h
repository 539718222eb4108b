#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/purl.h"
#include "report/sbom.h"

namespace boltseal {

/// "urn:uuid:…", made of everything but the time and the tool (RFC 9562, version 8). `form` makes
/// it another for every kind of document.
std::string urn_of(const BomToWrite& bom, std::string_view form);

/// A package as documents name it.
struct NamedPackage {
  PackageUrl parts;
  std::string purl;                  ///< Empty when its parts make no valid URL.
  std::vector<std::size_t> depends;  ///< Places of other packages, sorted.
};
std::vector<NamedPackage> name_packages(const BomToWrite& bom);

}  // namespace boltseal
