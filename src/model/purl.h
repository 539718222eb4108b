#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace boltseal {

/// A package URL (purl specification, ECMA-427).
struct PackageUrl {
  std::string type;
  std::string name_space;  ///< Segments between "/"; may be empty.
  std::string name;
  std::string version;
  std::map<std::string, std::string> qualifiers;  ///< Keys in lower case.
  std::string subpath;

  friend bool operator==(const PackageUrl&, const PackageUrl&) = default;
};

/// Reads and brings to canonical form, with the rules of the type. Takes keys of qualifiers in any
/// case, and a type without the namespace that it should have, as inventories write them.
Result<PackageUrl> parse_purl(std::string_view text);

/// The same, but refuses these two, as the specification demands of a parser.
Result<PackageUrl> parse_strict_purl(std::string_view text);

/// The canonical text; an error when the parts make no valid package URL.
Result<std::string> purl_text(PackageUrl purl);

}  // namespace boltseal
